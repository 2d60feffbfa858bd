/**
 * The pool of extensions: what only some orders need. A plain order has none and pays nothing for them.
 * Invariant: an extension names the node of its order, and that order's cold record names the extension.
 */
import { Extension, FAULT_EXTENSION_CAPACITY, OrderCold, SIZE_EXTENSION } from '../layout.gen';
import { S, raise } from '../state';

export function extensionAt(index: u32): Extension {
  return changetype<Extension>(<usize>S.extensionsBase + <usize>index * SIZE_EXTENSION);
}

/** Index of a zeroed extension, 0 after raising the capacity fault. */
export function takeExtension(): u32 {
  let index = S.freeExtension;
  if (index != 0) {
    S.freeExtension = extensionAt(index).nextFree;
    extensionAt(index).nextFree = 0;
  } else {
    index = S.freshExtensions;
    if (index > S.capExtensions) {
      raise(FAULT_EXTENSION_CAPACITY, S.capExtensions, S.eventCount);
      return 0;
    }
    S.freshExtensions = index + 1;
  }
  S.liveExtensions = S.liveExtensions + 1;
  return index;
}

export function freeExtension(index: u32): void {
  const extension = extensionAt(index);
  memory.fill(changetype<usize>(extension), 0, SIZE_EXTENSION);
  extension.nextFree = S.freeExtension;
  S.freeExtension = index;
  S.liveExtensions = S.liveExtensions - 1;
}

export function accountOf(cold: OrderCold): u32 {
  return cold.extension == 0 ? 0 : extensionAt(cold.extension).account;
}

export function hiddenLotsOf(cold: OrderCold): u32 {
  return cold.extension == 0 ? 0 : extensionAt(cold.extension).hiddenLots;
}
