package schemas

// JudgeAnswer judges what an ERP answered to a post (E3, E6, T2, T4, T5).
func JudgeAnswer(status int, body []byte) []Finding { return nil }
