let answer = null;
try {
  answer = pm.response.json();
} catch (error) {
  answer = null; // a body is optional (T4, T5)
}
const isObject = answer !== null && typeof answer === "object" && !Array.isArray(answer);
