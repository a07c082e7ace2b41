export default {
  personIntro: "Leave your address and someone from the shop will write to you.",
  email: "E-mail",
  name: "Name (optional)",
  message: "Message (optional)",
  request: "Send request",
  requested: "Thank you. The shop will answer by e-mail.",
  back: "Back to the chat",
  rate: "How was this chat?",
  star: "{n} of 5",
  thanks: "Thank you for rating.",
  restart: "Start a new chat",
};
