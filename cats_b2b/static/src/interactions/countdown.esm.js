import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/**
 * Counts down to the cutoff. The server says how many seconds are left, so that a wrong
 * clock on the visitor's desk does not matter.
 */
export class B2bCountdown extends Interaction {
    static selector = ".o_cats_b2b_countdown";

    setup() {
        this.deadline =
            performance.now() + parseInt(this.el.dataset.secondsLeft) * 1000;
        this.clock = this.el.querySelector(".o_cats_b2b_countdown_clock");
    }

    start() {
        this.tick();
    }

    tick() {
        const left = Math.round((this.deadline - performance.now()) / 1000);
        this.el.classList.toggle("d-none", left <= 0);
        if (left <= 0) {
            this.askAgain();
            return;
        }
        this.clock.textContent = this.format(left);
        this.waitForTimeout(() => this.tick(), 1000);
    }

    /**
     * @param {number} seconds
     * @returns {string} hours, minutes and seconds, as on a clock
     */
    format(seconds) {
        const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
        return parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
    }

    /** The cutoff has passed: the old promise goes, the product page gets its new one. */
    askAgain() {
        this.el.closest(".o_cats_b2b_promise").classList.add("d-none");
        const box = document.querySelector('.js_main_product input[name="add_qty"]');
        box?.dispatchEvent(new Event("change", {bubbles: true}));
    }
}

registry.category("public.interactions").add("cats_b2b.countdown", B2bCountdown);
