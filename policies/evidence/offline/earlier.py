"""The digests of what bundles of each format carry beside the proof: programs and explanations, so that nobody can exchange
them. Bundles from format 3 on carry no program: who forges a bundle forges the program that checks it too.
"""

PROGRAMS = {
    1: {
        "archive.py": "cb8faffa5ccd47abc291e3d9ee7cefd132b4570a12177461f3a994ed14eb1931",
        "checking.py": "fc528bf6c19fbe89cf704d19b1c90bafceabcd6f25089dfc17a90bc1b9258e1e",
        "proofs.py": "a9f43da2ccf63159cbb9986f31bc745ef175eff522a2a6ce6689300d632b5206",
        "rendering.py": "3c9024745eb8b2062b2e3d5e3e0425b963163d614ff2f5d7f04943a594f8b5b6",
        "verify.py": "f4118cc81c59c54c337345c5d782a5da006a13df7318f32b47d8536de1909784",
    },
    2: {
        "archive.py": "cb8faffa5ccd47abc291e3d9ee7cefd132b4570a12177461f3a994ed14eb1931",
        "checking.py": "67239ab197252da9e7aa6da2069851590884305491b603142f993b1e95fdba2d",
        "proofs.py": "a9f43da2ccf63159cbb9986f31bc745ef175eff522a2a6ce6689300d632b5206",
        "rendering.py": "4b0db42e0641ca08e35ba0ddec30d81c528c1fbfe1ae75009a053d98c7083716",
        "verify.py": "767039e82cc3c31965cea8b6be2d51689a450cf949a1bcca0fa3d53d7fc75b14",
    },
}
EXPLANATIONS = {
    1: {
        "ar": "df865e83ae565392f6f8d267c0e09023f6940ad48c342438639fc8931dcb5415",
        "en": "40c1e52b8af93e1872ccbcf3dc0b128458df6ae191949c2bf3055716da165e3a",
        "fr": "70e91973aa1ec92bd3260b0fb7f4e645ba2ded938f158a30e26784a346f2cc94",
    },
    2: {
        "ar": "82e3947bb71564cca6ef49651f6b5e7b6d8c777ed91aa19484f5ca56bd61e9a9",
        "en": "9b1e0d3ca36ebcc7aca7ccae386bee1d1f1663fd802e886a35d68f7b0d01053e",
        "fr": "44d7d6cabada3d1da098d02ea59901b4493f868aba277f35b11118dc8311d874",
    },
    3: {
        "ar": "098ffb57aefa68bf0e6d8c1782c9b5f2f803272ba22dc9e218fc93ea59d2e359",
        "en": "8ba73a7f020694071014cf30be719b47492163320b5dc8c1cbad57b47f3bb660",
        "fr": "3ed11a5a1dbffa5db37934de73435843d377f92ac7f8ca80cba39112f9fe4ae1",
    },
    4: {
        "ar": "906e1296fd37a46eca0ddefa3930de5681cc15213e14e9bfeb3a32a5ebfc6418",
        "en": "5a89ed5c0e05d44ccc6dbb5b8e665c983a1cea2b8362467eb679c639f92d3360",
        "fr": "16ef8c22c2277d16e77715799bc1ce6bfec9d9755bf5aade36893d6aa8104031",
    },
}
