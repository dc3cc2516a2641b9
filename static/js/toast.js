// data-toast: something already done, said for five seconds; longer while the person is on it.
import { onArrival } from "./parts.js";

export function startToast() {
  onArrival("[data-toast]", (toast) => {
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, 1000);
      else toast.remove();
    };
    setTimeout(leave, 5000);
  });
}
