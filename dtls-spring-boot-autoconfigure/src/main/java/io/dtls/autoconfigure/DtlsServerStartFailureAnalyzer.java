package io.dtls.autoconfigure;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.autoconfigure.server.ServerDefinition;
import io.dtls.spring.DtlsServerStartException;

class DtlsServerStartFailureAnalyzer extends AbstractFailureAnalyzer<DtlsServerStartException> {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private final Environment environment;

	DtlsServerStartFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DtlsServerStartException cause) {
		String prefix = ServerDefinition.prefix(cause.getServer());
		DtlsServerProperties properties = Binder.get(this.environment).bindOrCreate(prefix, DtlsServerProperties.class);
		InetAddress address = properties.getAddress();
		Integer port = properties.getPort();
		if (port == null) {
			return new FailureAnalysis(cause.getMessage() + " (server '" + cause.getServer() + "').",
					"Stop the process that uses the UDP port, or give the server another one (0 takes any free port).",
					cause);
		}
		String description = cause.getMessage() + " (" + prefix + ".port is " + port
				+ ((address != null) ? ", " + prefix + ".address is " + address.getHostAddress() : "") + ").";
		return new FailureAnalysis(description, action(prefix, address, port), cause);
	}

	private static String action(String prefix, @Nullable InetAddress address, int port) {
		if (address != null && !isLocal(address)) {
			return "Set " + prefix + ".address to an address of this machine, or remove it to listen on all of them.";
		}
		String action = "Stop the process that uses UDP port " + port + ", or set " + prefix
				+ ".port to another one (0 takes any free port).";
		if (port > 0 && port < FIRST_UNPRIVILEGED_PORT) {
			return action + " Ports below " + FIRST_UNPRIVILEGED_PORT + " may need a privilege as well.";
		}
		return action;
	}

	private static boolean isLocal(InetAddress address) {
		try {
			return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
		}
		catch (SocketException ex) {
			return false;
		}
	}

}
