package io.dtls.internal.handshake.identity;

import java.nio.ByteBuffer;
import java.util.ArrayList;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * The engine that extended trust managers ask for the handshake they judge. It moves no
 * data.
 */
final class ServerViewEngine extends SSLEngine {

	private final ServerView view;

	private final boolean identifyHost;

	ServerViewEngine(ServerView view, boolean identifyHost) {
		super(view.getPeerHost(), view.getPeerPort());
		this.view = view;
		this.identifyHost = identifyHost;
	}

	@Override
	public SSLSession getHandshakeSession() {
		return this.view;
	}

	@Override
	public SSLSession getSession() {
		return this.view;
	}

	@Override
	public SSLParameters getSSLParameters() {
		SSLParameters parameters = new SSLParameters(getEnabledCipherSuites(), getEnabledProtocols());
		parameters.setServerNames(new ArrayList<>(this.view.getRequestedServerNames()));
		if (this.identifyHost) {
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
		}
		return parameters;
	}

	@Override
	public boolean getUseClientMode() {
		return true;
	}

	@Override
	public HandshakeStatus getHandshakeStatus() {
		return HandshakeStatus.NEED_TASK;
	}

	@Override
	public String[] getSupportedCipherSuites() {
		return getEnabledCipherSuites();
	}

	@Override
	public String[] getEnabledCipherSuites() {
		return new String[] { this.view.getCipherSuite() };
	}

	@Override
	public String[] getSupportedProtocols() {
		return getEnabledProtocols();
	}

	@Override
	public String[] getEnabledProtocols() {
		return new String[] { this.view.getProtocol() };
	}

	@Override
	public boolean getNeedClientAuth() {
		return false;
	}

	@Override
	public boolean getWantClientAuth() {
		return false;
	}

	@Override
	public boolean getEnableSessionCreation() {
		return true;
	}

	@Override
	public boolean isInboundDone() {
		return false;
	}

	@Override
	public boolean isOutboundDone() {
		return false;
	}

	@Override
	public @Nullable Runnable getDelegatedTask() {
		return null;
	}

	private static UnsupportedOperationException readOnly() {
		return new UnsupportedOperationException("Only tells what a handshake is about");
	}

	@Override
	public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer destination) {
		throw readOnly();
	}

	@Override
	public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] destinations, int offset, int length) {
		throw readOnly();
	}

	@Override
	public void beginHandshake() {
		throw readOnly();
	}

	@Override
	public void closeInbound() {
		throw readOnly();
	}

	@Override
	public void closeOutbound() {
		throw readOnly();
	}

	@Override
	public void setEnabledCipherSuites(String[] suites) {
		throw readOnly();
	}

	@Override
	public void setEnabledProtocols(String[] protocols) {
		throw readOnly();
	}

	@Override
	public void setUseClientMode(boolean mode) {
		throw readOnly();
	}

	@Override
	public void setNeedClientAuth(boolean need) {
		throw readOnly();
	}

	@Override
	public void setWantClientAuth(boolean want) {
		throw readOnly();
	}

	@Override
	public void setEnableSessionCreation(boolean flag) {
		throw readOnly();
	}

}
