// Says hello in the page.
const greetingOfThePage = "Hello from the browser";
document.querySelector("p").textContent = greetingOfThePage;
