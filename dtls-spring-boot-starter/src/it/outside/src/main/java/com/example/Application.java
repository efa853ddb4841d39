package com.example;

import io.dtls.spring.annotation.DtlsListener;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Application {

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

	@DtlsListener
	String answer(String message) {
		return "Hello " + message;
	}

}
