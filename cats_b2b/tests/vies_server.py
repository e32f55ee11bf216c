"""A small VIES on a local socket, which speaks the schema of the real one."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

from lxml import etree
from stdnum.eu import vat as eu_vat

TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = b"http://ec.europa.eu/taxation_customs/vies/services/checkVatService"
WSDL = Path(__file__).with_name("checkVatService.wsdl")
CONSULTATION = "WAPIAAAAZk3Q"

ENVELOPE = (
    f'<env:Envelope xmlns:env="{SOAP}"><env:Header/><env:Body>%s</env:Body>'
    "</env:Envelope>"
)
FAULT = (
    "<env:Fault><faultcode>env:Server</faultcode><faultstring>%s</faultstring>"
    "</env:Fault>"
)
CHECK_VAT = (
    f'<ns2:checkVatResponse xmlns:ns2="{TYPES}">'
    "<ns2:countryCode>{countryCode}</ns2:countryCode>"
    "<ns2:vatNumber>{vatNumber}</ns2:vatNumber>"
    "<ns2:requestDate>2026-11-18+01:00</ns2:requestDate>"
    "<ns2:valid>{valid}</ns2:valid>"
    "<ns2:name>{name}</ns2:name><ns2:address>{address}</ns2:address>"
    "</ns2:checkVatResponse>"
)
CHECK_VAT_APPROX = (
    f'<ns2:checkVatApproxResponse xmlns:ns2="{TYPES}">'
    "<ns2:countryCode>{countryCode}</ns2:countryCode>"
    "<ns2:vatNumber>{vatNumber}</ns2:vatNumber>"
    "<ns2:requestDate>2026-11-18+01:00</ns2:requestDate>"
    "<ns2:valid>{valid}</ns2:valid>"
    "<ns2:traderName>{name}</ns2:traderName>"
    "<ns2:traderCompanyType>---</ns2:traderCompanyType>"
    "<ns2:traderAddress>{address}</ns2:traderAddress>"
    "<ns2:requestIdentifier>{consultation}</ns2:requestIdentifier>"
    "</ns2:checkVatApproxResponse>"
)


class ViesHandler(BaseHTTPRequestHandler):
    """Answers as the server was told to; see :class:`ViesServer`."""

    def do_GET(self):
        if self.server.vies.wsdl_is_down:
            return self._send(503, b"<html>Scheduled maintenance</html>", "text/html")
        address = self.server.vies.address.encode()
        return self._send(200, WSDL.read_bytes().replace(SERVICE, address))

    def do_POST(self):
        vies = self.server.vies
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = etree.fromstring(body).find(f"{{{SOAP}}}Body")[0]
        asked = {etree.QName(node).localname: node.text for node in request}
        vies.requests.append(asked)
        getattr(self, f"_answer_{vies.behaviour}")(asked)

    def _answer_valid(self, asked, valid="true"):
        vies = self.server.vies
        approx = "requesterVatNumber" in asked
        template = CHECK_VAT_APPROX if approx else CHECK_VAT
        self._send_soap(
            200,
            template.format(
                valid=valid,
                name=vies.name,
                address=vies.trader_address,
                consultation=CONSULTATION,
                **{name: asked[name] for name in ("countryCode", "vatNumber")},
            ),
        )

    def _answer_invalid(self, asked):
        self._answer_valid(asked, "false")

    def _answer_fault(self, _asked):
        self._send_soap(500, FAULT % self.server.vies.fault)

    def _answer_requester_refused(self, asked):
        if "requesterVatNumber" in asked:
            return self._send_soap(500, FAULT % "INVALID_REQUESTER_INFO")
        return self._answer_valid(asked)

    def _answer_slow(self, asked):
        self.server.vies.is_over.wait(30)
        self._answer_valid(asked)

    def _answer_closed(self, _asked):
        self.close_connection = True

    def _answer_garbage(self, _asked):
        self._send(200, b"<checkVatResponse><valid>tr")

    def _answer_html(self, _asked):
        self._send(200, b"<html><body><p>Busy.</p></body></html>", "text/html")

    def _answer_empty(self, _asked):
        self._send(200, b"")

    def _answer_proxy_error(self, _asked):
        self._send(502, b"<html><body>Bad gateway</body></html>", "text/html")

    def _answer_foreign_xml(self, _asked):
        self._send_soap(200, '<pong xmlns="urn:example"/>')

    def _send_soap(self, status, content):
        self._send(status, (ENVELOPE % content).encode())

    def _send(self, status, content, media_type="text/xml;charset=UTF-8"):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Keep quiet."""


class ViesServer:
    """VIES, as far as a client can tell. Tests say how it behaves.

    :ivar str behaviour: ``valid``, ``invalid``, ``fault`` (with :attr:`fault`),
        ``requester_refused``, ``slow``, ``closed``, ``garbage``, ``html``, ``empty``,
        ``proxy_error``, ``foreign_xml``.
    :ivar list requests: what was asked, as dicts.
    """

    def __init__(self):
        self.behaviour = "valid"
        self.fault = "MS_UNAVAILABLE"
        self.name = "LUMIERE SA"
        self.trader_address = "RUE HAUTE 1\n1000 BRUXELLES"
        self.wsdl_is_down = False
        self.requests = []
        self.is_over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), ViesHandler)
        self._server.daemon_threads = True
        self._server.vies = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}
        )
        self.address = f"http://127.0.0.1:{self._server.server_port}/checkVatService"
        self._patcher = patch.object(eu_vat, "vies_wsdl", f"{self.address}.wsdl")

    def start(self):
        self._thread.start()
        self._patcher.start()
        return self

    def stop(self):
        """Take VIES down: connections are refused from now on."""
        self.is_over.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def close(self):
        self.stop()
        self._patcher.stop()
