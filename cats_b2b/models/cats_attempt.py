from datetime import timedelta
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import hmac


class CatsAttempt(models.Model):
    """What strangers tried lately, so that nobody tries too often (ACC-4).

    No address stands here in clear: a key is a hash with the database's secret.
    """

    _name = "cats.attempt"
    _description = "Attempt of a visitor"

    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)

    _kind_key_idx = models.Index("(kind, key, create_date)")

    @api.model
    def _count(self, kind, key, limit, hours=1):
        """Count an attempt, unless there were too many of them.

        Each attempt is a row of its own, so that two at once never wait for each
        other; then one too many may pass. What is refused is not counted: who waits
        is let in again.

        :param str kind: what was tried, such as ``register_email``.
        :param str key: who tried it: an e-mail address or a remote address.
        :param int limit: how many attempts are allowed.
        :param float hours: in which time.
        :return: whether the attempt is within the limit.
        :rtype: bool
        """
        hashed = hmac(self.env(su=True), f"cats_b2b.{kind}", key)
        since = self.env.cr.now() - timedelta(hours=hours)
        # Visitors may not read attempts; all they learn is yes or no.
        attempts_sudo = self.sudo()
        domain = [
            ("kind", "=", kind),
            ("key", "=", hashed),
            ("create_date", ">", since),
        ]
        if attempts_sudo.search_count(domain, limit=limit) >= limit:
            return False
        attempts_sudo.create({"kind": kind, "key": hashed})
        return True

    @api.model
    def _get_network(self, remote_addr):
        """Return what stands for one visitor in the internet.

        :param str remote_addr: an address, as the request gives it.
        :return: the address; of IPv6 the network of 64 bits that one line has.
        :rtype: str
        """
        try:
            address = ip_address(remote_addr)
        except ValueError:
            return remote_addr or ""
        if address.version == 4:
            return str(address)
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))

    @api.autovacuum
    def _gc_attempts(self):
        """Forget the attempts of yesterday."""
        before = self.env.cr.now() - timedelta(days=1)
        self.search([("create_date", "<", before)]).unlink()
