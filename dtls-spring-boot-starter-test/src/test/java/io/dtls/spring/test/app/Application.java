package io.dtls.spring.test.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application to be tested.
 */
@SpringBootApplication
class Application {

}
