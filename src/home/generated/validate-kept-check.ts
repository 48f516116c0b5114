// @ts-nocheck
// Written by `npm run validators` from kept-check-schema.ts: compiled by ajv once, and not at every start.
export const validateKeptCheck = validate20;
const schema31 = {"type":"object","properties":{"version":{"enum":[1]},"key":{"type":"string","pattern":"^[0-9a-f]{64}$"},"report":{"type":"object","properties":{"findings":{"type":"array","maxItems":500,"items":{"type":"object","properties":{"rule":{"type":"string","maxLength":64},"severity":{"enum":["warning"]},"message":{"type":"string","maxLength":65536},"help":{"type":"string","maxLength":65536},"file":{"type":"string","maxLength":4096},"line":{"anyOf":[{"type":"null"},{"type":"integer","minimum":1,"maximum":9007199254740991}]},"column":{"anyOf":[{"type":"null"},{"type":"integer","minimum":1,"maximum":9007199254740991}]},"endLine":{"anyOf":[{"type":"null"},{"type":"integer","minimum":1,"maximum":9007199254740991}]},"endColumn":{"anyOf":[{"type":"null"},{"type":"integer","minimum":1,"maximum":9007199254740991}]}},"required":["rule","severity","message","help","file","line","column","endLine","endColumn"],"additionalProperties":false}},"errors":{"enum":[0]},"warnings":{"type":"integer","minimum":0,"maximum":9007199254740991},"refused":{"enum":[false]},"loads":{"type":"object","properties":{"splitter":{"type":"string","pattern":"^sha256:[0-9a-f]{1,64}$"},"processor":{"type":"string","pattern":"^sha256:[0-9a-f]{1,64}$"}},"required":["splitter","processor"],"additionalProperties":false}},"required":["findings","errors","warnings","refused"],"additionalProperties":false}},"required":["version","key","report"],"additionalProperties":false};
const pattern4 = new RegExp("^[0-9a-f]{64}$", "u");
const pattern5 = new RegExp("^sha256:[0-9a-f]{1,64}$", "u");
const func1 = Object.prototype.hasOwnProperty;

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.version === undefined) && (missing0 = "version")) || ((data.key === undefined) && (missing0 = "key"))) || ((data.report === undefined) && (missing0 = "report"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "version") || (key0 === "key")) || (key0 === "report"))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.version !== undefined){
const _errs2 = errors;
if(!(data.version === 1)){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/enum",keyword:"enum",params:{allowedValues: schema31.properties.version.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.key !== undefined){
let data1 = data.key;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
validate20.errors = [{instancePath:instancePath+"/key",schemaPath:"#/properties/key/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{64}$"},message:"must match pattern \""+"^[0-9a-f]{64}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/key",schemaPath:"#/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.report !== undefined){
let data2 = data.report;
const _errs5 = errors;
if(errors === _errs5){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((((data2.findings === undefined) && (missing1 = "findings")) || ((data2.errors === undefined) && (missing1 = "errors"))) || ((data2.warnings === undefined) && (missing1 = "warnings"))) || ((data2.refused === undefined) && (missing1 = "refused"))){
validate20.errors = [{instancePath:instancePath+"/report",schemaPath:"#/properties/report/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
const _errs7 = errors;
for(const key1 in data2){
if(!(((((key1 === "findings") || (key1 === "errors")) || (key1 === "warnings")) || (key1 === "refused")) || (key1 === "loads"))){
validate20.errors = [{instancePath:instancePath+"/report",schemaPath:"#/properties/report/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs7 === errors){
if(data2.findings !== undefined){
let data3 = data2.findings;
const _errs8 = errors;
if(errors === _errs8){
if(Array.isArray(data3)){
if(data3.length > 500){
validate20.errors = [{instancePath:instancePath+"/report/findings",schemaPath:"#/properties/report/properties/findings/maxItems",keyword:"maxItems",params:{limit: 500},message:"must NOT have more than 500 items"}];
return false;
}
else {
var valid2 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
const _errs10 = errors;
if(errors === _errs10){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing2;
if((((((((((data4.rule === undefined) && (missing2 = "rule")) || ((data4.severity === undefined) && (missing2 = "severity"))) || ((data4.message === undefined) && (missing2 = "message"))) || ((data4.help === undefined) && (missing2 = "help"))) || ((data4.file === undefined) && (missing2 = "file"))) || ((data4.line === undefined) && (missing2 = "line"))) || ((data4.column === undefined) && (missing2 = "column"))) || ((data4.endLine === undefined) && (missing2 = "endLine"))) || ((data4.endColumn === undefined) && (missing2 = "endColumn"))){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0,schemaPath:"#/properties/report/properties/findings/items/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
const _errs12 = errors;
for(const key2 in data4){
if(!(func1.call(schema31.properties.report.properties.findings.items.properties, key2))){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0,schemaPath:"#/properties/report/properties/findings/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs12 === errors){
if(data4.rule !== undefined){
let data5 = data4.rule;
const _errs13 = errors;
if(errors === _errs13){
if(typeof data5 === "string"){
if(data5.length > 64){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/rule",schemaPath:"#/properties/report/properties/findings/items/properties/rule/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/rule",schemaPath:"#/properties/report/properties/findings/items/properties/rule/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs13 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.severity !== undefined){
const _errs15 = errors;
if(!(data4.severity === "warning")){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/severity",schemaPath:"#/properties/report/properties/findings/items/properties/severity/enum",keyword:"enum",params:{allowedValues: schema31.properties.report.properties.findings.items.properties.severity.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid3 = _errs15 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.message !== undefined){
let data7 = data4.message;
const _errs16 = errors;
if(errors === _errs16){
if(typeof data7 === "string"){
if(data7.length > 65536){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/message",schemaPath:"#/properties/report/properties/findings/items/properties/message/maxLength",keyword:"maxLength",params:{limit: 65536},message:"must NOT have more than 65536 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/message",schemaPath:"#/properties/report/properties/findings/items/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs16 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.help !== undefined){
let data8 = data4.help;
const _errs18 = errors;
if(errors === _errs18){
if(typeof data8 === "string"){
if(data8.length > 65536){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/help",schemaPath:"#/properties/report/properties/findings/items/properties/help/maxLength",keyword:"maxLength",params:{limit: 65536},message:"must NOT have more than 65536 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/help",schemaPath:"#/properties/report/properties/findings/items/properties/help/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs18 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.file !== undefined){
let data9 = data4.file;
const _errs20 = errors;
if(errors === _errs20){
if(typeof data9 === "string"){
if(data9.length > 4096){
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/file",schemaPath:"#/properties/report/properties/findings/items/properties/file/maxLength",keyword:"maxLength",params:{limit: 4096},message:"must NOT have more than 4096 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0+"/file",schemaPath:"#/properties/report/properties/findings/items/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs20 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.line !== undefined){
let data10 = data4.line;
const _errs22 = errors;
const _errs23 = errors;
let valid4 = false;
const _errs24 = errors;
if(data10 !== null){
const err0 = {instancePath:instancePath+"/report/findings/" + i0+"/line",schemaPath:"#/properties/report/properties/findings/items/properties/line/anyOf/0/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs24 === errors;
valid4 = valid4 || _valid0;
const _errs26 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err1 = {instancePath:instancePath+"/report/findings/" + i0+"/line",schemaPath:"#/properties/report/properties/findings/items/properties/line/anyOf/1/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(errors === _errs26){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 9007199254740991 || isNaN(data10)){
const err2 = {instancePath:instancePath+"/report/findings/" + i0+"/line",schemaPath:"#/properties/report/properties/findings/items/properties/line/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data10 < 1 || isNaN(data10)){
const err3 = {instancePath:instancePath+"/report/findings/" + i0+"/line",schemaPath:"#/properties/report/properties/findings/items/properties/line/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs26 === errors;
valid4 = valid4 || _valid0;
if(!valid4){
const err4 = {instancePath:instancePath+"/report/findings/" + i0+"/line",schemaPath:"#/properties/report/properties/findings/items/properties/line/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs23;
if(vErrors !== null){
if(_errs23){
vErrors.length = _errs23;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs22 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.column !== undefined){
let data11 = data4.column;
const _errs28 = errors;
const _errs29 = errors;
let valid5 = false;
const _errs30 = errors;
if(data11 !== null){
const err5 = {instancePath:instancePath+"/report/findings/" + i0+"/column",schemaPath:"#/properties/report/properties/findings/items/properties/column/anyOf/0/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid1 = _errs30 === errors;
valid5 = valid5 || _valid1;
const _errs32 = errors;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err6 = {instancePath:instancePath+"/report/findings/" + i0+"/column",schemaPath:"#/properties/report/properties/findings/items/properties/column/anyOf/1/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(errors === _errs32){
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 9007199254740991 || isNaN(data11)){
const err7 = {instancePath:instancePath+"/report/findings/" + i0+"/column",schemaPath:"#/properties/report/properties/findings/items/properties/column/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
else {
if(data11 < 1 || isNaN(data11)){
const err8 = {instancePath:instancePath+"/report/findings/" + i0+"/column",schemaPath:"#/properties/report/properties/findings/items/properties/column/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
var _valid1 = _errs32 === errors;
valid5 = valid5 || _valid1;
if(!valid5){
const err9 = {instancePath:instancePath+"/report/findings/" + i0+"/column",schemaPath:"#/properties/report/properties/findings/items/properties/column/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs29;
if(vErrors !== null){
if(_errs29){
vErrors.length = _errs29;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs28 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.endLine !== undefined){
let data12 = data4.endLine;
const _errs34 = errors;
const _errs35 = errors;
let valid6 = false;
const _errs36 = errors;
if(data12 !== null){
const err10 = {instancePath:instancePath+"/report/findings/" + i0+"/endLine",schemaPath:"#/properties/report/properties/findings/items/properties/endLine/anyOf/0/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var _valid2 = _errs36 === errors;
valid6 = valid6 || _valid2;
const _errs38 = errors;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err11 = {instancePath:instancePath+"/report/findings/" + i0+"/endLine",schemaPath:"#/properties/report/properties/findings/items/properties/endLine/anyOf/1/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(errors === _errs38){
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 9007199254740991 || isNaN(data12)){
const err12 = {instancePath:instancePath+"/report/findings/" + i0+"/endLine",schemaPath:"#/properties/report/properties/findings/items/properties/endLine/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
else {
if(data12 < 1 || isNaN(data12)){
const err13 = {instancePath:instancePath+"/report/findings/" + i0+"/endLine",schemaPath:"#/properties/report/properties/findings/items/properties/endLine/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
}
var _valid2 = _errs38 === errors;
valid6 = valid6 || _valid2;
if(!valid6){
const err14 = {instancePath:instancePath+"/report/findings/" + i0+"/endLine",schemaPath:"#/properties/report/properties/findings/items/properties/endLine/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs35;
if(vErrors !== null){
if(_errs35){
vErrors.length = _errs35;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs34 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data4.endColumn !== undefined){
let data13 = data4.endColumn;
const _errs40 = errors;
const _errs41 = errors;
let valid7 = false;
const _errs42 = errors;
if(data13 !== null){
const err15 = {instancePath:instancePath+"/report/findings/" + i0+"/endColumn",schemaPath:"#/properties/report/properties/findings/items/properties/endColumn/anyOf/0/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var _valid3 = _errs42 === errors;
valid7 = valid7 || _valid3;
const _errs44 = errors;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err16 = {instancePath:instancePath+"/report/findings/" + i0+"/endColumn",schemaPath:"#/properties/report/properties/findings/items/properties/endColumn/anyOf/1/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(errors === _errs44){
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 9007199254740991 || isNaN(data13)){
const err17 = {instancePath:instancePath+"/report/findings/" + i0+"/endColumn",schemaPath:"#/properties/report/properties/findings/items/properties/endColumn/anyOf/1/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
else {
if(data13 < 1 || isNaN(data13)){
const err18 = {instancePath:instancePath+"/report/findings/" + i0+"/endColumn",schemaPath:"#/properties/report/properties/findings/items/properties/endColumn/anyOf/1/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
var _valid3 = _errs44 === errors;
valid7 = valid7 || _valid3;
if(!valid7){
const err19 = {instancePath:instancePath+"/report/findings/" + i0+"/endColumn",schemaPath:"#/properties/report/properties/findings/items/properties/endColumn/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs41;
if(vErrors !== null){
if(_errs41){
vErrors.length = _errs41;
}
else {
vErrors = null;
}
}
}
var valid3 = _errs40 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/findings/" + i0,schemaPath:"#/properties/report/properties/findings/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs10 === errors;
if(!valid2){
break;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/findings",schemaPath:"#/properties/report/properties/findings/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid1 = _errs8 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.errors !== undefined){
const _errs46 = errors;
if(!(data2.errors === 0)){
validate20.errors = [{instancePath:instancePath+"/report/errors",schemaPath:"#/properties/report/properties/errors/enum",keyword:"enum",params:{allowedValues: schema31.properties.report.properties.errors.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs46 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.warnings !== undefined){
let data15 = data2.warnings;
const _errs47 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate20.errors = [{instancePath:instancePath+"/report/warnings",schemaPath:"#/properties/report/properties/warnings/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs47){
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 9007199254740991 || isNaN(data15)){
validate20.errors = [{instancePath:instancePath+"/report/warnings",schemaPath:"#/properties/report/properties/warnings/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data15 < 0 || isNaN(data15)){
validate20.errors = [{instancePath:instancePath+"/report/warnings",schemaPath:"#/properties/report/properties/warnings/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs47 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.refused !== undefined){
const _errs49 = errors;
if(!(data2.refused === false)){
validate20.errors = [{instancePath:instancePath+"/report/refused",schemaPath:"#/properties/report/properties/refused/enum",keyword:"enum",params:{allowedValues: schema31.properties.report.properties.refused.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs49 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.loads !== undefined){
let data17 = data2.loads;
const _errs50 = errors;
if(errors === _errs50){
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
let missing3;
if(((data17.splitter === undefined) && (missing3 = "splitter")) || ((data17.processor === undefined) && (missing3 = "processor"))){
validate20.errors = [{instancePath:instancePath+"/report/loads",schemaPath:"#/properties/report/properties/loads/required",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"}];
return false;
}
else {
const _errs52 = errors;
for(const key3 in data17){
if(!((key3 === "splitter") || (key3 === "processor"))){
validate20.errors = [{instancePath:instancePath+"/report/loads",schemaPath:"#/properties/report/properties/loads/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs52 === errors){
if(data17.splitter !== undefined){
let data18 = data17.splitter;
const _errs53 = errors;
if(errors === _errs53){
if(typeof data18 === "string"){
if(!pattern5.test(data18)){
validate20.errors = [{instancePath:instancePath+"/report/loads/splitter",schemaPath:"#/properties/report/properties/loads/properties/splitter/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{1,64}$"},message:"must match pattern \""+"^sha256:[0-9a-f]{1,64}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/loads/splitter",schemaPath:"#/properties/report/properties/loads/properties/splitter/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs53 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data17.processor !== undefined){
let data19 = data17.processor;
const _errs55 = errors;
if(errors === _errs55){
if(typeof data19 === "string"){
if(!pattern5.test(data19)){
validate20.errors = [{instancePath:instancePath+"/report/loads/processor",schemaPath:"#/properties/report/properties/loads/properties/processor/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{1,64}$"},message:"must match pattern \""+"^sha256:[0-9a-f]{1,64}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/loads/processor",schemaPath:"#/properties/report/properties/loads/properties/processor/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs55 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report/loads",schemaPath:"#/properties/report/properties/loads/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs50 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/report",schemaPath:"#/properties/report/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
