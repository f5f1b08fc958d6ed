// What the MES posts to an ERP, and what the ERP may answer, as TypeScript types.
// Made by erpkit from the JSON Schemas of the contract: do not edit. A name in parentheses is a clause.
//
// Types cannot say everything: that text is not empty, what a UUID looks like, that a number is whole or not negative.
// Whoever must know judges by the JSON Schemas. Members that are not listed here may be there, too (T8).

/** Device post, type "add". */
export interface DeviceAdd {
  /** What happened to the serial: it was set, changed or removed (D1). */
  type: "add";
  /** Number of the work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** Part number of the product that is built. It is text (P1). */
  sku: string;
  /** The serial that was set, the new serial, or the serial that was removed (D2). */
  serial: string;
  /** The serial before the change: present on update, and on update only (D3). */
  oldSerial?: never;
  /** The id that the ERP gave this device, if it gave one: on update and remove, never on add (D4). */
  externalId?: never;
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the thing that is built; an update keeps it (P2, D5). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
}

/** Device post, type "update". */
export interface DeviceUpdate {
  /** What happened to the serial: it was set, changed or removed (D1). */
  type: "update";
  /** Number of the work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** Part number of the product that is built. It is text (P1). */
  sku: string;
  /** The serial that was set, the new serial, or the serial that was removed (D2). */
  serial: string;
  /** The serial before the change: present on update, and on update only (D3). */
  oldSerial: string;
  /** The id that the ERP gave this device, if it gave one: on update and remove, never on add (D4). */
  externalId?: string;
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the thing that is built; an update keeps it (P2, D5). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
}

/** Device post, type "remove". */
export interface DeviceRemove {
  /** What happened to the serial: it was set, changed or removed (D1). */
  type: "remove";
  /** Number of the work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** Part number of the product that is built. It is text (P1). */
  sku: string;
  /** The serial that was set, the new serial, or the serial that was removed (D2). */
  serial: string;
  /** The serial before the change: present on update, and on update only (D3). */
  oldSerial?: never;
  /** The id that the ERP gave this device, if it gave one: on update and remove, never on add (D4). */
  externalId?: string;
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the thing that is built; an update keeps it (P2, D5). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
}

/** What the MES posts when the serial of a device is set, changed or removed (D1-D5, P1-P6). Members that are not listed here are allowed (T8). */
export type DevicePost = DeviceAdd | DeviceUpdate | DeviceRemove;

/** Item attach post, type "add". */
export interface ItemAttachAdd {
  /** What happened to the item: it was attached or taken out (I1). */
  type: "add";
  /** Number of the parent's work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** Part number of the parent. It is text (P1). */
  sku: string;
  /** The parent's serial: present only when the parent part is serial-managed (I2). */
  serial?: string;
  /** The parent device's id in the ERP, on add and on remove alike, if the ERP gave one (I3). */
  externalId?: string;
  /** The item that is attached or taken out (I4). */
  item: {
    /** Part number of the item. It is text (I4). */
    sku: string;
    /** How much of it: above 0; fractions are normal, for kilograms and metres (I4, P6). */
    quantity: number;
    /** The item's serial: present only when the item's part is serial-managed (I5). */
    serial?: string;
    /** The sub work order that made the item: present only where there is one (I5). */
    workorderNumber?: string;
    /** The id that the ERP answered to the attach, if it gave one: on remove only (I6). */
    externalId?: never;
  };
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the parent thing that is built (P2). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
}

/** Item attach post, type "remove". */
export interface ItemAttachRemove {
  /** What happened to the item: it was attached or taken out (I1). */
  type: "remove";
  /** Number of the parent's work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** Part number of the parent. It is text (P1). */
  sku: string;
  /** The parent's serial: present only when the parent part is serial-managed (I2). */
  serial?: string;
  /** The parent device's id in the ERP, on add and on remove alike, if the ERP gave one (I3). */
  externalId?: string;
  /** The item that is attached or taken out (I4). */
  item: {
    /** Part number of the item. It is text (I4). */
    sku: string;
    /** How much of it: above 0; fractions are normal, for kilograms and metres (I4, P6). */
    quantity: number;
    /** The item's serial: present only when the item's part is serial-managed (I5). */
    serial?: string;
    /** The sub work order that made the item: present only where there is one (I5). */
    workorderNumber?: string;
    /** The id that the ERP answered to the attach, if it gave one: on remove only (I6). */
    externalId?: string;
  };
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the parent thing that is built (P2). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
}

/** What the MES posts when an item is attached to a device or taken out again (I1-I6, P1-P6). Members that are not listed here are allowed (T8). */
export type ItemAttachPost = ItemAttachAdd | ItemAttachRemove;

/** Operation post, type "add". */
export interface OperationAdd {
  /** Work is reported, or a report is taken back (O1). */
  type: "add";
  /** Part number of the product that is worked on. It is text (P1). */
  sku: string;
  /** The device's serial: present only when the part is serial-managed (O4). */
  serial?: string;
  /** Number of the work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** The id that the ERP gave the report that is now taken back: on remove only, and null or absent if it gave none (O5). */
  externalId?: never;
  /** Code of the operation (O2). */
  actCode: string;
  /** Code of the work center where the operation is done (O2). */
  workCenterCode: string;
  /** Place of the operation in the routing: a whole number of 0 or more (O2, P6). */
  position: number;
  /** How much came out good: 0 or more (O3, P6). */
  validQty: number;
  /** How much came out bad: 0 or more (O3, P6). */
  invalidQty: number;
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the thing that is built (P2). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
  /** The ERP's id of the routing step itself, not of the report; absent is read as null (O6). */
  operationExternalId?: string | null;
}

/** Operation post, type "remove". */
export interface OperationRemove {
  /** Work is reported, or a report is taken back (O1). */
  type: "remove";
  /** Part number of the product that is worked on. It is text (P1). */
  sku: string;
  /** The device's serial: present only when the part is serial-managed (O4). */
  serial?: string;
  /** Number of the work order in the MES. It is text: "0007" keeps its zeros (P1). */
  workorderNumber: string;
  /** The id that the ERP gave the report that is now taken back: on remove only, and null or absent if it gave none (O5). */
  externalId?: string | null;
  /** Code of the operation (O2). */
  actCode: string;
  /** Code of the work center where the operation is done (O2). */
  workCenterCode: string;
  /** Place of the operation in the routing: a whole number of 0 or more (O2, P6). */
  position: number;
  /** How much came out good: 0 or more (O3, P6). */
  validQty: number;
  /** How much came out bad: 0 or more (O3, P6). */
  invalidQty: number;
  /** The MES's own id of the work order (P2). */
  workorderId: string;
  /** The MES's own id of the thing that is built (P2). */
  stockId: string;
  /** The MES's own id of the session at the station (P2). */
  sessionId: string;
  /** The ERP's id of the work order; absent is read as null (P3). */
  workorderExternalId?: string | null;
  /** The ERP's id of the routing step itself, not of the report; absent is read as null (O6). */
  operationExternalId?: string | null;
}

/** What the MES posts when work on an operation of the routing is reported, or a report is taken back (O1-O6, P1-P6). Members that are not listed here are allowed (T8). */
export type OperationPost = OperationAdd | OperationRemove;

/** What an ERP may answer to a post that it accepts, if it answers a JSON object (T4, E3). No body at all is right as well. */
export interface Accepted {
  /** The ERP's id of this transaction. The MES sends it back when the same thing is changed or removed (E3, F1). */
  externalId?: string;
}

/** What an ERP may answer to a post that it refuses, if it answers a JSON object (T5, E3). A message is not required, but it is all that the person at the station sees (E6). */
export interface Refused {
  /** The sentence that is shown to the person at the station (E3, E6). */
  message?: string;
}

/** Anything that the MES posts: an ERP may give one URL for all (C5). */
export type Post = DevicePost | ItemAttachPost | OperationPost;
