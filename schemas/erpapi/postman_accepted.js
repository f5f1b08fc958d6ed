pm.test("The post is accepted: a status below 400 (T2, E1, E2)", () => {
  pm.expect(pm.response.code, pm.response.text()).to.be.below(400);
});
pm.test("No redirect: the MES does not follow it (E8)", () => {
  pm.expect(pm.response.code < 300 || pm.response.code >= 400, `status ${pm.response.code}`).to.equal(true);
});
const id = isObject ? answer.externalId : undefined;
pm.test("externalId, if there is one, is text that is not empty (E3)", () => {
  if (id !== undefined) pm.expect(id).to.be.a("string").that.is.not.empty;
});
const keep = (name, otherwise) => pm.collectionVariables.set(name, typeof id === "string" && id ? id : otherwise);
