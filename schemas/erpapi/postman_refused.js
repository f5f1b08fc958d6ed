pm.test("The post is refused: a status of 400 to 499 (E5)", () => {
  pm.expect(pm.response.code).to.be.within(400, 499);
});
pm.test("The person at the station gets a message (E6)", () => {
  pm.expect(isObject ? answer.message : undefined).to.be.a("string").that.is.not.empty;
});
