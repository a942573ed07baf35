"""The help of every command in Korean: a table from the English, which stands where the command is defined."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text

HELP = {
    # the commands
    "A transformer written by hand, proven against Hugging Face, and put to use in Korean.": (
        "손으로 쓴 트랜스포머: 허깅페이스와 같은 함수임을 증명하고 한국어에 써 봅니다."
    ),
    "Prove the transformer, talk with a chatbot, fill in words, recommend music, train a classifier.": (
        "트랜스포머를 증명하고, 챗봇과 이야기하고, 빈칸을 채우고, 음악을 추천받고, 분류기를 가르칩니다."
    ),
    "Compare a model, activation by activation, with the same model in transformers.": (
        "모델의 활성값(activation)을 transformers의 같은 모델과 하나하나 비교합니다."
    ),
    "Family, sizes, parameters and memory of a model, a line a layer; a config.json alone is enough.": (
        "모델의 계열, 크기, 파라미터, 메모리를 층마다 한 줄씩 보여 줍니다. config.json만 있어도 됩니다."
    ),
    "Talk. Ctrl-C stops an answer, Ctrl-D or /quit leaves.": (
        "챗봇과 대화합니다. Ctrl-C로 대답을 멈추고, Ctrl-D나 /quit로 나갑니다."
    ),
    "Tell the emotion of a sentence, and recommend songs for it.": (
        "문장에서 감정을 읽고 어울리는 노래를 추천합니다."
    ),
    "Run a classic task: classify, tag, answer, summarize, translate, write on, fill masks, extract features.": (
        "대표적인 작업을 실행합니다: 분류, 태깅, 질의응답, 요약, 번역, 글 생성, 빈칸 채우기, 특징 추출."
    ),
    "Copy the lesson notebooks to a folder of yours, and open them. What you worked in is never overwritten.": (
        "수업 노트북을 내 폴더에 넣고 엽니다. 고쳐 쓴 노트북은 덮어쓰지 않습니다."
    ),
    "Where the notebooks are to lie.": "노트북을 넣을 폴더.",
    "Start JupyterLab there.": "그곳에서 JupyterLab을 시작합니다.",
    "Versions, threads, the models and data at hand, the font for Hangul.": (
        "버전, 스레드, 가지고 있는 모델과 데이터, 한글 글꼴을 보여 줍니다."
    ),
    "Does a model keep its promises: causality, padding, cache, tying, gradients and more?": (
        "모델이 약속을 지키는지 봅니다: 인과성, 패딩, 캐시, 가중치 묶기, 기울기 등."
    ),
    "Measure the hand-written model, PyTorch's kernels and transformers in turns, in one run.": (
        "손으로 쓴 모델, PyTorch의 커널, transformers의 속도를 한 번의 실행에서 번갈아 잽니다."
    ),
    "Train a model.": "모델을 학습시킵니다.",
    "Teach a GPT to answer, on ChatbotData where it can be had, else on the embedded dialogues.": (
        "GPT에게 대답하는 법을 가르칩니다: 내장 대화, chatbot_ko, 또는 내 파일로."
    ),
    "Teach a BERT the five emotions, on the embedded sentences, on KOTE, or on a table of your own.": (
        "BERT에게 다섯 감정을 가르칩니다: 내장 문장, KOTE, 또는 내 표로."
    ),
    "Teach a BERT to tell any labels apart: nsmc, chatbot_ko, dialogues, or a table of your own.": (
        "BERT에게 라벨을 가르칩니다: nsmc, chatbot_ko, dialogues, 또는 내 표로."
    ),
    "Teach the original transformer to translate, or to reverse, sort and read dates.": (
        "처음의 트랜스포머(인코더-디코더)에게 번역을, 또는 뒤집기와 정렬과 날짜 읽기를 가르칩니다."
    ),
    "Teach a BERT to find names (of people, places, dates …): klue_ner, or a file of the same form.": (
        "BERT에게 개체명(사람, 장소, 날짜 등) 찾기를 가르칩니다: klue_ner, 또는 같은 형식의 파일로."
    ),
    "Teach a BERT to find answers in a paragraph: korquad1_dev, or a file of the same form.": (
        "BERT에게 문단에서 답 찾기를 가르칩니다: korquad1_dev, 또는 같은 형식의 파일로."
    ),
    "Teach a GPT the next word, from texts alone; with --model, a GPT that knows other texts already.": (
        "GPT에게 글만으로 다음 단어를 가르칩니다. --model을 주면 이미 다른 글을 배운 GPT에 이어서 가르칩니다."
    ),
    "Teach a BERT hidden words and next sentences; with --model, a BERT that knows other texts already.": (
        "BERT에게 가린 단어와 다음 문장을 가르칩니다. --model을 주면 이미 다른 글을 배운 BERT에 이어서 가르칩니다."
    ),
    "Data sets: list, fetch, where, encode.": "데이터: 목록(list), 내려받기(fetch), 위치(where), 인코딩(encode).",
    "Encode texts once, as token ids on disk that `train clm --data FOLDER` reads piece by piece.": (
        "글을 토큰 번호로 한 번만 인코딩해 둡니다. `train clm --data 폴더`가 필요한 만큼씩 읽습니다."
    ),
    "Texts by name, and text files.": "글 모음의 이름이나 텍스트 파일.",
    "Whose tokenizer: a directory, a hub name, or a model of the package.": (
        "어느 모델의 토크나이저를 쓸지: 폴더, 허브 이름, 또는 함께 들어 있는 모델."
    ),
    "The folder to make.": "만들 폴더.",
    "Encode anew what --out holds.": "--out에 있는 것을 지우고 다시 인코딩합니다.",
    "Texts by name, or text files; or one folder of `data encode`.": (
        "글 모음의 이름이나 텍스트 파일. 또는 `data encode`로 만든 폴더 하나."
    ),
    "Every data set this project can fetch, or brings along.": "내려받거나 바로 쓸 수 있는 데이터를 모두 보여 줍니다.",
    "Download a data set, check its hash, and keep it.": "데이터를 내려받아 해시를 확인하고 보관합니다.",
    "The folder that a data set is read from.": "데이터를 읽어 오는 폴더를 알려 줍니다.",
    # the options of several
    "One JSON object on stdout, and nothing else there.": "표준 출력에 JSON 객체 하나만 씁니다.",
    "ko or en; by default the system's language.": "ko 또는 en. 정하지 않으면 시스템 언어.",
    "cpu, cuda or mps: where the model computes.": "모델이 계산할 곳: cpu, cuda, mps.",
    "float32, bfloat16 or float64: the numbers it computes in.": "계산에 쓸 수: float32, bfloat16, float64.",
    "Show this message and exit.": "이 도움말을 보여 줍니다.",
    "A directory or a hub name.": "폴더나 허브 이름.",
    "A data set by name.": "데이터 이름.",
    # tour, parity, info
    "Of every random choice.": "모든 무작위 선택의 시드.",
    "A config, such as a config.json: build and perturb a reference from it.": (
        "config.json 같은 설정 파일: 그 모양의 기준 모델을 만들어 교란(perturb)합니다."
    ),
    "float64 or float32.": "float64 또는 float32.",
    "Compare the gradient of every parameter too.": "모든 파라미터의 기울기(gradient)도 비교합니다.",
    "Of the perturbation and the input.": "교란과 입력의 시드.",
    "A directory, a hub name, a config.json, or a kind: chatbot, emotion, clm, mlm.": (
        "모델 폴더, 허브 이름, config.json, 또는 종류(chatbot, emotion, clm, mlm)."
    ),
    "decode, prefill, encode or finetune.": "decode, prefill, encode 또는 finetune.",
    "A config.json of another size; by default koGPT2's, or BERT-base's.": (
        "다른 크기의 config.json. 정하지 않으면 koGPT2나 BERT-base의 크기."
    ),
    "How often everyone has a turn.": "차례를 몇 번씩 줄지.",
    "How many threads compute.": "계산에 쓸 스레드 수.",
    "In several sizes: how do time and memory grow?": "여러 크기로 재서 시간과 메모리가 어떻게 늘어나는지 봅니다.",
    "With --sweep: length, batch or layers, as the work has them.": "--sweep과 함께: length, batch, layers 중에서 "
    "무엇을 바꿀지 고릅니다(작업에 따라 다릅니다).",
    "With --sweep: a PNG of the rates and the memory by size.": "--sweep과 함께: 크기별 속도와 메모리를 PNG로 "
    "저장합니다.",
    "Audit the model that transformers makes of the same files.": "같은 파일로 transformers가 만든 모델을 검사합니다.",
    # chat, recommend
    "Answer this one message and end.": "이 메시지 하나에만 대답하고 끝냅니다.",
    "The same seed gives the same answers.": "시드가 같으면 대답도 같습니다.",
    "Choose among the k best words; 0: among all.": "확률이 높은 낱말 k개 중에서 고릅니다. 0이면 전체.",
    "Choose among the likeliest words that have p together.": (
        "확률이 높은 순서로, 합이 p가 될 때까지의 낱말 중에서 고릅니다."
    ),
    "Compare so many beginnings of the answer; nothing is drawn then.": "대답의 첫머리를 이만큼 견주며 찾습니다"
    "(빔 서치). 이때는 무작위로 고르지 않습니다.",
    "0: always the best word.": "0이면 늘 확률이 가장 높은 낱말을 고릅니다.",
    "At most so many tokens an answer.": "대답 하나의 최대 토큰 수.",
    "How many earlier turns it remembers.": "앞선 대화를 몇 번까지 기억할지.",
    "How you feel, in a sentence.": "지금 기분을 한 문장으로.",
    "Your own list: title, artist, year, emotion.": "자신의 노래 목록(title, artist, year, emotion 열).",
    "How many songs.": "추천할 곡 수.",
    "match the mood, or lift it.": "match: 기분에 맞추기, lift: 기분 끌어올리기.",
    "The same seed gives the same songs.": "시드가 같으면 노래도 같습니다.",
    # run
    (
        "text-classification, token-classification, question-answering, summarization, translation, "
        "text-generation, fill-mask or feature-extraction."
    ): (
        "text-classification(분류), token-classification(태깅), question-answering(질의응답), "
        "summarization(요약), translation(번역), text-generation(글 생성), fill-mask(빈칸 채우기), "
        "feature-extraction(특징 추출) 중 하나."
    ),
    "One or several; text-generation does without.": "글 하나 또는 여러 개. text-generation은 없어도 됩니다.",
    "UTF-8, a text a line; for question-answering one whole context.": (
        "UTF-8 파일, 한 줄에 글 하나. question-answering에서는 파일 전체가 본문 하나."
    ),
    "How many labels (0: all), words, answers or texts.": "라벨(0: 전부), 단어, 답, 글의 개수.",
    "The second sentence of every text.": "모든 글과 짝을 이룰 두 번째 문장.",
    "What question-answering is asked.": "question-answering에 물을 질문.",
    "Where question-answering looks for the answer.": "question-answering이 답을 찾을 본문.",
    "Tokens to entities: none, simple, first, max or average.": (
        "토큰을 개체로 묶는 법: none, simple, first, max, average."
    ),
    "Read long texts in windows that overlap by so many tokens.": (
        "긴 글을 이만큼의 토큰이 겹치는 창으로 나누어 읽습니다."
    ),
    "Question-answering may find that there is no answer.": "question-answering이 '답 없음'도 고를 수 있게 합니다.",
    "Write the likeliest text that so many beams find.": "빔을 이만큼 써서 찾은 가장 그럴듯한 글을 씁니다.",
    "Write at most so many tokens, those of the prompt included.": "프롬프트까지 합해 최대 이만큼의 토큰을 씁니다.",
    "Write at least so many tokens.": "적어도 이만큼의 토큰을 씁니다.",
    "The same seed writes the same texts.": "같은 시드는 같은 글을 씁니다.",
    "How many texts are read at a time, if not 8.": "한 번에 읽는 글의 개수. 정하지 않으면 8.",
    "feature-extraction: which layers make the best features?": "feature-extraction: 어느 층이 가장 좋은 특징일까요?",
    "Of --study: emotions (if nothing is said), nsmc, chatbot_ko or a table.": (
        "--study에 쓸 데이터: emotions(정하지 않으면), nsmc, chatbot_ko 또는 표."
    ),
    "Of --study and --word: where to put the picture, a .png.": "--study나 --word의 그림을 저장할 .png 파일.",
    "fill-mask: bias (or bias-ko, bias-en) compares two groups.": (
        "fill-mask: bias(또는 bias-ko, bias-en)로 두 집단을 견줍니다."
    ),
    "feature-extraction: one word (배, 눈) in two of its senses.": (
        "feature-extraction: 낱말 하나(배, 눈)를 두 가지 뜻으로."
    ),
    "Cut what is too long for the model, rather than refuse it.": "모델에 너무 긴 글을 거절하지 않고 자릅니다.",
    # fewshot
    "Ask a language model with a few examples in the prompt, and tell whether that beats guessing.": (
        "예시 몇 개를 넣은 프롬프트로 언어 모델에게 묻고, 찍기보다 나은지 알려 줍니다."
    ),
    "nsmc, chatbot_ko, dialogues, emotions, arithmetic, or a file.": (
        "nsmc, chatbot_ko, dialogues, emotions, arithmetic 또는 파일."
    ),
    "emotion, question, koalpaca, arithmetic, or your own with {text} and {label}; by default the data's.": (
        "emotion, question, koalpaca, arithmetic, 또는 {text}와 {label}이 든 나만의 템플릿. "
        "정하지 않으면 데이터에 맞는 것."
    ),
    "How many examples stand before the question.": "질문 앞에 놓을 예시(shot)의 수.",
    "How many questions.": "질문의 수.",
    "How often the examples are drawn anew.": "예시 묶음을 새로 뽑는 횟수.",
    "Of an example: longer ones are not drawn.": "예시의 최대 토큰 수. 더 긴 것은 뽑지 않습니다.",
    "Of a text that is asked about: the rest is cut off.": "묻는 글의 최대 토큰 수. 나머지는 잘라 냅니다.",
    "newline, leak or hangul-only: make this mistake on purpose.": (
        "newline, leak, hangul-only: 이 실수를 일부러 합니다."
    ),
    "The honest accuracy beside that of every slip.": "정직한 정확도와 실수마다의 정확도를 나란히 보여 줍니다.",
    "Print the first prompt.": "첫 번째 프롬프트를 그대로 보여 줍니다.",
    "Draw the lengths of the texts into this PNG file.": "글의 길이(토큰 수) 분포를 이 PNG 파일에 그립니다.",
    "Of the examples and the questions.": "예시와 질문을 뽑는 시드.",
    # train
    "How many batches a step takes; by default one a process.": "한 스텝에 쓰는 배치 수. 기본은 프로세스마다 하나.",
    "float32, or bfloat16: less work, where the machine is made for it.": (
        "float32 또는 bfloat16. bfloat16은 이를 지원하는 장치에서 계산이 줄어듭니다."
    ),
    "Draw the curves for TensorBoard too.": "TensorBoard용 곡선도 함께 남깁니다.",
    "A set that this command learns from (see `data list`), or a file.": (
        "이 명령으로 학습할 수 있는 데이터의 이름(`data list` 참고) 또는 파일."
    ),
    "A pretrained model to start from; without, from nothing.": (
        "학습을 시작할 사전학습 모델. 없으면 무작위 가중치에서 시작합니다."
    ),
    "tiny or small: of a model that starts from nothing.": "무작위 가중치에서 시작할 때의 크기: tiny 또는 small.",
    "Where to keep the model; by default your data folder.": (
        "모델을 저장할 폴더. 정하지 않으면 사용자 데이터 폴더."
    ),
    "At most so many passes over the data.": "데이터를 최대 몇 번 볼지(에포크).",
    "At most so many minutes.": "최대 학습 시간(분).",
    "How many texts are learnt from at a time.": "한 번에 학습하는 글의 수.",
    "Peak learning rate.": "가장 높을 때의 학습률.",
    "Of the split, the weights and the order.": "데이터 나누기, 가중치, 순서의 시드.",
    "best: the weights with the least held-out loss; last: the last.": (
        "best: 검증 손실이 가장 낮은 가중치, last: 마지막 가중치."
    ),
    "Take up the newest checkpoint in --out.": "--out의 가장 최근 체크포인트부터 이어서 합니다.",
    "Replace the model in --out.": "--out에 있는 모델을 새 모델로 바꿉니다.",
    "PyTorch's kernels in place of the hand-written.": "손으로 쓴 연산 대신 PyTorch의 커널을 씁니다.",
    "Of a file: the column with the text.": "파일에서 글이 있는 열.",
    "Of a file: the column with the label.": "파일에서 라벨이 있는 열.",
    "Of a file: the column with the second of two texts.": (
        "파일에서 두 번째 글이 있는 열(글 두 개를 함께 분류할 때)."
    ),
    "bert or gpt: of a model that starts from nothing.": "무작위 가중치에서 시작할 때의 몸체: bert 또는 gpt.",
    "Texts by name, or a text file; may be given several times.": (
        "글 모음의 이름 또는 텍스트 파일. 여러 번 줄 수 있습니다."
    ),
    "One text a line, instead of all packed into full blocks.": "글을 블록에 채워 넣지 않고 한 줄에 하나씩 읽습니다.",
    "Hide all pieces of a word, or none.": "단어의 조각을 모두 가리거나 하나도 가리지 않습니다.",
    "Hidden words only, no next sentences.": "다음 문장 없이 가린 단어만 배웁니다.",
    "theirs=ours, once a label; theirs= drops it.": "원래라벨=새라벨, 라벨마다 한 번. 원래라벨=만 쓰면 뺍니다.",
    "Of made sequences: at most so many symbols.": "만들어 쓰는 수열의 최대 기호 수.",
    "How much of every label is spread over all words.": "라벨 하나에서 모든 낱말에 고루 나눌 몫(라벨 스무딩).",
    "How many beginnings are kept while it translates.": "번역하면서 함께 이어 갈 첫머리의 수(빔 서치).",
    "aihub: AI Hub's 감성대화 (not verified).": "aihub: AI Hub의 감성대화(실제 파일로 확인하지 못함).",
    # learn
    "Exercises: write a transformer yourself, function by function.": (
        "연습 문제: 함수 하나하나, 트랜스포머를 직접 씁니다."
    ),
    "Make a folder of exercises. What you wrote in it is never overwritten.": (
        "연습 문제 폴더를 만듭니다. 이미 쓴 코드는 절대 덮어쓰지 않습니다."
    ),
    "Check an exercise, and name the mistake.": "연습 문제를 검사하고, 어떤 실수인지 알려 줍니다.",
    "Check again whenever you save, in under a second; with keys for hints.": (
        "저장할 때마다 1초 안에 다시 검사합니다. 키 하나로 힌트를 봅니다."
    ),
    "Give a hint, one more each time: the symptom, the idea, the line.": (
        "힌트를 물을 때마다 하나씩 더 줍니다: 증상, 개념, 코드 한 줄."
    ),
    "Show the solution: after a pass, or when asked for twice.": (
        "정답을 보여 줍니다. 통과한 뒤에, 또는 두 번 물으면 열립니다."
    ),
    "What is done, what is next, and how many attempts it took.": "끝낸 것, 다음에 할 것, 시도한 횟수를 보여 줍니다.",
    "Begin an exercise anew; your file is kept in old/.": "처음부터 다시 합니다. 쓰던 파일은 old/에 남습니다.",
    "Put your functions into a model, compare it with transformers, and talk with it.": (
        "내 함수를 모델에 이식해 transformers와 비교하고, 대화합니다."
    ),
    "Check whole folders anew, for a teacher; nothing in them is changed.": (
        "선생님을 위해 폴더째로 다시 검사합니다. 폴더 안은 바뀌지 않습니다."
    ),
    "Prove exercises: the solution passes, every mistake fails by its own name.": (
        "연습 문제를 증명합니다: 정답은 통과하고, 실수는 모두 제 이름으로 틀립니다."
    ),
    "A new folder, or one to be completed.": "새 폴더, 또는 빠진 파일을 채울 폴더.",
    "An exercise; if not said, the one you saved last.": "연습 문제 이름. 없으면 마지막에 저장한 것.",
    "The exercise.": "연습 문제 이름.",
    "The folder with the exercises, if not here.": "연습 문제 폴더(지금 폴더가 아닐 때).",
    "A check that takes longer is ended.": "검사가 이보다(초) 오래 걸리면 끝냅니다.",
    "Check every exercise, in a table.": "연습 문제를 모두 검사해 표로 보여 줍니다.",
    "A directory, a hub name, or one of the package; a chatbot if not said.": (
        "폴더, 허브 이름, 또는 패키지에 든 모델. 없으면 챗봇."
    ),
    "What the chatbot is told.": "챗봇에게 할 말.",
    "Of the input that is compared.": "비교에 쓰는 입력의 시드.",
    "Folders of learners; if not said, this one.": "학습자들의 폴더. 없으면 지금 폴더.",
    "A table for a spreadsheet on stdout.": "스프레드시트로 열 표(CSV)를 표준 출력으로 씁니다.",
    "Files with an EXERCISE; if not said, all of the course.": "EXERCISE가 든 파일. 없으면 모든 연습 문제.",
}

FRAME = {
    "ARGUMENTS_PANEL_TITLE": "인자",
    "OPTIONS_PANEL_TITLE": "옵션",
    "COMMANDS_PANEL_TITLE": "명령",
    "DEFAULT_STRING": "[기본값: {}]",
    "REQUIRED_LONG_STRING": "[필수]",
}
"""What typer writes around every help, by its own names for it."""


@contextmanager
def in_korean(command: Any) -> Iterator[None]:
    """The help of this command, and of all beneath it, is in Korean for as long as it runs."""
    from rich.text import Text
    from typer import rich_utils

    _translate(command)
    english = {name: getattr(rich_utils, name) for name in FRAME if hasattr(rich_utils, name)}
    strip = Text.rstrip_end
    try:
        Text.rstrip_end = _rstrip_columns  # type: ignore[assignment,method-assign]
        for name in english:
            setattr(rich_utils, name, FRAME[name])
        yield
    finally:
        Text.rstrip_end = strip  # type: ignore[method-assign]
        for name, text in english.items():
            setattr(rich_utils, name, text)


def _rstrip_columns(text: "Text", size: int) -> None:
    """Drop the spaces that reach beyond a line of `size` columns. Rich counts characters here, and so cuts
    off the end of a line of Hangul, whose characters take two columns each."""
    spaces = len(text.plain) - len(text.plain.rstrip())
    if (beyond := min(spaces, text.cell_len - size)) > 0:
        text.right_crop(beyond)


def _translate(command: Any) -> None:
    context = command.context_class(command)
    first, *example = command.help.split("\n\n")
    command.help = "\n\n".join([HELP.get(first, first), *example]).replace("Example:", "예:")
    for parameter in command.get_params(context):
        parameter.help = HELP.get(parameter.help, parameter.help)
    usage = command.get_usage
    command.get_usage = lambda context: usage(context).replace("Usage:", "사용법:", 1)
    command.options_metavar = "[옵션]"
    command.subcommand_metavar = "명령 [인자]..."
    for under in getattr(command, "commands", {}).values():
        _translate(under)
