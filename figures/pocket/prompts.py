"""Thirty everyday things to say to a chatbot, fixed before one was taught to answer."""

from minitransformer.apps.chatbot import DEMONSTRATION

EVERYDAY = (
    *DEMONSTRATION,
    "안녕하세요",
    "이름이 뭐야?",
    "오늘 기분이 너무 좋아",
    "오늘 회사에서 혼났어",
    "배고파",
    "저녁 뭐 먹을까?",
    "요즘 잠이 안 와",
    "감기에 걸린 것 같아",
    "내일 시험인데 떨려",
    "시험에 떨어졌어",
    "남자친구랑 싸웠어",
    "헤어진 여자친구가 보고 싶어",
    "좋아하는 사람이 생겼어",
    "고백할까 말까?",
    "친구가 약속을 안 지켜",
    "오늘 날씨 어때?",
    "비 오는 날이 좋아",
    "주말에 뭐 할까?",
    "여행 가고 싶어",
    "운동을 시작해야 할까?",
    "살이 쪄서 고민이야",
    "돈이 없어",
    "월요일이 싫어",
)
