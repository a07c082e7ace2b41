export default {
  products: "Products",
  ask: "Ask about this",
  askAbout: "Tell me more about {title}",
  before: "Before:",
  in_stock: "In stock",
  out_of_stock: "Sold out",
  preorder: "Pre-order",
  backorder: "On backorder",
};
