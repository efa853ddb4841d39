package io.dtls.spring.test.app;

import org.springframework.stereotype.Service;

/**
 * Has nothing to do with DTLS.
 */
@Service
class Unrelated {

}
