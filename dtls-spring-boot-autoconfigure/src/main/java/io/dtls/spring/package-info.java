/**
 * A DTLS server as a part of a Spring application: its lifecycle, and SSL bundles as its
 * credentials. Depends on the core; knows no property names and no messaging.
 */
@NullMarked
package io.dtls.spring;

import org.jspecify.annotations.NullMarked;
