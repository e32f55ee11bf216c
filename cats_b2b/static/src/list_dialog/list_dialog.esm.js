import {Component, onWillStart, useEffect, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {redirect} from "@web/core/utils/urls";
import {rpc} from "@web/core/network/rpc";
import {useService} from "@web/core/utils/hooks";

/** Asks for the project list that an article is put on, or for the name of a new one. */
export class ListDialog extends Component {
    static template = "cats_b2b.ListDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        lineId: {type: Number, optional: true},
        productId: {type: Number, optional: true},
        quantity: {type: String, optional: true},
        uomId: {type: Number, optional: true},
    };

    setup() {
        this.title = _t("Add to list");
        this.form = useRef("form");
        this.name = useRef("name");
        this.notification = useService("notification");
        this.state = useState({
            error: "",
            isBusy: false,
            listId: 0,
            lists: [],
            name: "",
            quantity: this.props.quantity || "1",
        });
        onWillStart(() => this.load());
        useEffect(
            (isNew) => {
                if (isNew) {
                    this.name.el?.focus();
                }
            },
            () => [this.state.listId === 0]
        );
    }

    /** The list that was chosen last is proposed again. */
    async load() {
        const choices = await rpc("/shop/list/choices");
        this.key = choices.key;
        this.state.lists = choices.lists;
        const last = Number(sessionStorage.getItem("cats_b2b_list"));
        const known = choices.lists.find((list) => list.id === last);
        this.state.listId = (known || choices.lists[0])?.id || 0;
    }

    async add() {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        this.state.error = "";
        try {
            this.tell(await rpc("/shop/list/add", this.getWanted()));
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.isBusy = false;
        }
    }

    getWanted() {
        const article = this.props.lineId
            ? {line_id: this.props.lineId}
            : {
                  product_id: this.props.productId,
                  quantity: this.state.quantity,
                  uom_id: this.props.uomId,
              };
        return {
            ...article,
            key: this.key,
            list_id: this.state.listId,
            name: this.state.name,
        };
    }

    /**
     * @param {object} list that the article was put on: its id, name and url
     */
    tell(list) {
        sessionStorage.setItem("cats_b2b_list", list.id);
        this.props.close();
        this.notification.add(_t("Added to the list %s.", list.name), {
            type: "success",
            buttons: [{name: _t("Open the list"), onClick: () => redirect(list.url)}],
        });
    }
}
