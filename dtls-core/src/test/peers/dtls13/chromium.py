#!/usr/bin/env python3
"""chromium.py client|server PORT CERTIFICATE.pem: makes a Chromium browser an end of DTLS through a WebRTC data channel.

As client it connects to the DTLS server on 127.0.0.1:PORT, which has to show CERTIFICATE. As server it waits for a DTLS
client that connects to 127.0.0.1:PORT and shows CERTIFICATE. Prints one line of JSON with what the browser says of its
DTLS, such as its version: FEFC is 1.3. The exit code is 0 if that is the version and the association came to be.
"""
import hashlib
import hmac
import http.server
import json
import os
import re
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import zlib

PATIENCE = 25
UFRAG, PASSWORD = "peer", "passwordpasswordpassword"
STUN_COOKIE = 0x2112A442

PAGE = """<script>
const say = (what) => fetch('/said', {method: 'POST', body: JSON.stringify(what)});
(async () => {
  try {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('x');
    await pc.setLocalDescription(await pc.createOffer());
    const mid = /a=mid:(.*)/.exec(pc.localDescription.sdp)[1].trim();
    const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite', 'a=group:BUNDLE ' + mid,
      'm=application @PORT UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 127.0.0.1', 'a=mid:' + mid,
      'a=ice-ufrag:@UFRAG', 'a=ice-pwd:@PASSWORD', 'a=fingerprint:sha-256 @FINGERPRINT', 'a=setup:@SETUP',
      'a=sctp-port:5000', 'a=max-message-size:65536', 'a=candidate:1 1 udp 2130706431 127.0.0.1 @PORT typ host',
      'a=end-of-candidates', ''].join('\\r\\n');
    await pc.setRemoteDescription({type: 'answer', sdp});
    for (let i = 0; i < 200; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const r of (await pc.getStats()).values()) {
        if (r.type === 'transport' && ['connected', 'closed', 'failed'].includes(r.dtlsState)) {
          await say({dtlsState: r.dtlsState, tlsVersion: r.tlsVersion, dtlsCipher: r.dtlsCipher, role: r.dtlsRole});
          return;
        }
      }
    }
    await say({dtlsState: 'timeout', ice: pc.iceConnectionState});
  } catch (e) {
    await say({error: String(e)});
  }
})();
</script>"""


def stun_answer(request, sender, password):
    """The answer of an ice-lite host to a connectivity check, or None."""
    if len(request) < 20 or struct.unpack_from("!H", request)[0] != 1:
        return None
    ip = struct.unpack("!I", socket.inet_aton(sender[0]))[0]
    body = struct.pack("!HHBBHI", 0x20, 8, 0, 1, sender[1] ^ (STUN_COOKIE >> 16), ip ^ STUN_COOKIE)

    def head(extra):
        return struct.pack("!HH", 0x101, len(body) + extra) + request[4:20]

    body += struct.pack("!HH", 8, 20) + hmac.new(password, head(24) + body, hashlib.sha1).digest()
    body += struct.pack("!HHI", 0x8028, 4, zlib.crc32(head(8) + body) ^ 0x5354554E)
    return head(0) + body


def pass_on(ice, dtls, peer):
    """Answers the browser's checks, and passes DTLS datagrams between it and the peer."""
    browser, waiting = None, []
    while True:
        for ready in select.select([ice, dtls], [], [])[0]:
            try:
                datagram, sender = ready.recvfrom(65536)
                if ready is dtls:
                    peer = sender
                    waiting.append(datagram)
                elif datagram and datagram[0] < 4:
                    answer = stun_answer(datagram, sender, PASSWORD.encode())
                    if answer:
                        browser = sender
                        ice.sendto(answer, sender)
                elif datagram and 20 <= datagram[0] < 64 and peer:
                    dtls.sendto(datagram, peer)
                while browser and waiting:
                    ice.sendto(waiting.pop(0), browser)
            except OSError:
                continue


def udp(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", port))
    return s


def serve(page, said):
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def do_POST(self):
            result.update(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()
            said.set()

    result = {}
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    return web.server_port, result


def main(role, port, certificate):
    told = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"],
                          capture_output=True, text=True, check=True).stdout
    ice = udp(0)
    client = role == "client"
    dtls = udp(0 if client else port)
    values = {"PORT": str(ice.getsockname()[1]), "UFRAG": UFRAG, "PASSWORD": PASSWORD,
              "FINGERPRINT": told.split("=")[1].strip(), "SETUP": "passive" if client else "active"}
    page = re.sub("@([A-Z]+)", lambda match: values[match.group(1)], PAGE)
    said = threading.Event()
    web, result = serve(page, said)
    threading.Thread(target=pass_on, args=(ice, dtls, ("127.0.0.1", port) if client else None), daemon=True).start()
    print("ready", flush=True)
    profile = tempfile.mkdtemp(prefix="chromium")
    browser = subprocess.Popen(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--allow-loopback-in-peer-connection", "--force-fieldtrials=WebRTC-EnableDtlsPqc/Enabled/",
         "--user-data-dir=" + profile, "http://127.0.0.1:%d/" % web],
        env=dict(os.environ, HOME=profile), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        said.wait(PATIENCE)
    finally:
        browser.terminate()
        browser.wait(10)
        shutil.rmtree(profile, ignore_errors=True)
    print(json.dumps(result or {"dtlsState": "the browser says nothing"}), flush=True)
    good = result.get("tlsVersion") == "FEFC" and result.get("dtlsState") in ("connected", "closed")
    os._exit(0 if good else 1)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
