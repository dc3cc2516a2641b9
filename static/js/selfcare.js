// The one script of every page. Each module below serves one data attribute; without them every page still works.
// When static files are collected these modules become one file at this same address.
import { startBusy } from "./busy.js";
import { startCopy } from "./copy.js";
import { startFailed } from "./failed.js";
import { startFill } from "./fill.js";
import { startFocus } from "./focus.js";
import { startKeep } from "./keep.js";
import { startLive } from "./live.js";
import { startPoll } from "./poll.js";
import { startPrint } from "./print.js";
import { startReveal } from "./reveal.js";
import { startSetup } from "./setup.js";
import { startSheet } from "./sheet.js";
import { startToast } from "./toast.js";

startSetup();
startBusy();
startCopy();
startFailed();
startFill();
startFocus();
startKeep();
startLive();
startPoll();
startPrint();
startReveal();
startSheet();
startToast();
