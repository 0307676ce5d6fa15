package io.morelli.index;

/** Milvus Lite. */
class MilvusLiteImageIndexIT extends MilvusImageIndexContract {

  MilvusLiteImageIndexIT() {
    super(MilvusServer.Kind.LITE);
  }
}
