// What is behind the page: a mock, or recorded traffic that is only looked at.
import { computed, signal } from "@preact/signals";
import { info, type Info } from "./api";

/** about is what the door says of itself, once it has answered. */
export const about = signal<Info | undefined>(undefined);

/** readOnly: there is no mock, and nothing to steer. */
export const readOnly = computed(() => about.value?.readOnly ?? false);

const load = () => void info().then((i) => (about.value = i), () => void setTimeout(load, 2000));
load();
