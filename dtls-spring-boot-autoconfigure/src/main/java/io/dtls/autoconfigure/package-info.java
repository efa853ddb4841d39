/**
 * Properties and conditions: what an application gets from its {@code application.yml}.
 * Nothing depends on this package.
 */
@NullMarked
package io.dtls.autoconfigure;

import org.jspecify.annotations.NullMarked;
