"""The rules of the business, as values.

Facts in, decision out: nothing here knows the ORM, the request or the clock.

=====================  =============================================  ==============
rule                   function                                       requirement
=====================  =============================================  ==============
orderable quantity     :func:`quantity.decide_quantity`               ORD-5
rows wanted in a cart  :func:`order_rows.judge`                       ORD-2 to ORD-4
small-order fee        :func:`order_fee.decide_small_order_fee`       FEE-1
bulky surcharge        :func:`order_fee.decide_bulky_surcharge`       FEE-2
remote-address cost    :func:`order_fee.decide_remote_cost`           FEE-3
warranty period        :func:`warranty.decide_warranty_period`        AFS-1
warranty of a unit     :func:`warranty.decide_warranty`               AFS-1
under warranty or not  :func:`warranty.decide_warranty_status`        AFS-1
claim                  :func:`returns_claim.decide_claim`             AFS-2
what can be wished     :func:`returns_claim.get_wishes`               AFS-2
flags of a claim       :func:`returns_claim.flag_claims`              AFS-9
what was found         :func:`returns_finding.find`                   AFS-4
solution of a claim    :func:`returns_solution.decide_solutions`      AFS-5, AFS-9
carriage of a return   :func:`returns_carriage.decide_carriage`       AFS-6
repair                 :func:`returns_repair.decide_repair`           AFS-7
next step of a return  :func:`returns_steps.next_step`                AFS-8
promotion code         :func:`promotion.clean_code`                   ORD-9
invoicing of fees      :func:`fee_invoicing.get_fee_to_invoice`       PAY-7
credit of fees         :func:`fee_invoicing.decide_fee_credit`        FEE-1
dispatch promise       :func:`dispatch.decide_dispatch`               DSP-1, DSP-2
cart kept              :func:`cart_expiry.decide_expiry`              ORD-1
goods on order         :meth:`dispatch.Supply.expected_on`            DSP-2
wished day             :func:`wished_date.judge_wish`                 ORD-6
phone for a forwarder  :func:`checkout.judge_phone`                   DSP-4
delay of a promise     :func:`delay.decide_delay`                     DSP-3, DSP-6
VAT number             :func:`vat.decide_vat`                         ACC-2
known company          :func:`vat.get_vat_key`                        ACC-6
application            :func:`registration.decide_registration`       ACC-2 to ACC-6
VIES asked again       :func:`registration.get_vies_pause`            ACC-2
right to order         :func:`entitlement.decide_ordering`            ACC-7
uploaded document      :func:`upload.check_upload`                    ACC-9, AFS-2
registration form      :func:`registration_form.check_form`           ACC-1, ACC-2
ZIP of a country       :func:`address.is_zip`                         ACC-2
street and number      :func:`address.format_street`                  ACC-1
who asks for a change  :func:`change_request.decide_permission`       ACC-8, ACC-10
approval of a change   :func:`change_request.judge_approval`          ACC-8
meaning of a number    :func:`article_number.choose`                  ORD-4
file of wanted rows    :func:`row_file.read_file`                     ORD-4
columns of a file      :func:`quick_order.find_columns`               ORD-4
typed quantity         :func:`typed_quantity.parse_quantity`          ORD-2, ORD-4
form sent twice        :func:`form_key.get_mark`                      ORD-2, ORD-4
rights over templates  :func:`order_template.decide_access`           ORD-2, ORD-8
status of an order     :func:`order_status.decide_status`             ORD-7
change of an order     :func:`order_change.decide_change`             ORD-7
=====================  =============================================  ==============

Each decision carries its ``because``: the ordered reasons (:class:`because.Reason`)
with the facts that led to it. The models turn the codes into sentences and freeze the
facts, so that the same decision can be taken again later.
"""

from . import (
    address,
    article_number,
    because,
    cart_expiry,
    change_request,
    checkout,
    delay,
    delivery_zone,
    dispatch,
    entitlement,
    facts,
    fee_invoicing,
    form_key,
    order_change,
    order_fee,
    order_status,
    order_template,
    promotion,
    quantity,
    quick_order,
    registration,
    registration_form,
    returns_carriage,
    returns_claim,
    returns_finding,
    returns_repair,
    returns_solution,
    returns_steps,
    returns_terms,
    returns_window,
    row_file,
    typed_quantity,
    upload,
    vat,
    warranty,
    wished_date,
)
