// @ts-nocheck
// Written by `npm run validators` from settings.ts: compiled by ajv once, and not at every start.
export const validateSettings = validate20;
const schema31 = {"type":"object","additionalProperties":false,"properties":{"home":{"type":"string","minLength":1},"python":{"type":"string","minLength":1},"ociRuntime":{"type":"string","minLength":1},"chief":{"type":"string","minLength":1},"token":{"type":"string","minLength":1},"engine":{"type":"object","additionalProperties":false,"properties":{"allowUnbounded":{"type":"boolean"}}},"pip":{"type":"object","additionalProperties":false,"properties":{"indexUrl":{"type":"string","minLength":1},"hosts":{"type":"array","items":{"type":"string","minLength":1}},"wheels":{"type":"string","minLength":1},"certificates":{"type":"string","minLength":1}}},"limits":{"type":"object","additionalProperties":false,"properties":{"fragmentBytes":{"type":["number","string"]},"resultBytes":{"type":["number","string"]},"fragments":{"type":["number","string"]},"totalBytes":{"type":["number","string"]},"recursionDepth":{"type":["number","string"]},"fragmentSeconds":{"type":["number","string"]},"splitSeconds":{"type":["number","string"]},"mergeSeconds":{"type":["number","string"]},"jobSeconds":{"type":["number","string"]},"memory":{"type":["number","string"]},"memoryCap":{"type":["number","string"]},"cpus":{"type":["number","string"]},"pids":{"type":["number","string"]},"scratchBytes":{"type":["number","string"]},"resultsBytes":{"type":["number","string"]},"cacheBytes":{"type":["number","string"]},"logBytes":{"type":["number","string"]},"packageBytes":{"type":["number","string"]},"packageFiles":{"type":["number","string"]},"packageDepth":{"type":["number","string"]},"layerBytes":{"type":["number","string"]},"windowFragments":{"type":["number","string"]},"windowBytes":{"type":["number","string"]}}},"checks":{"type":"object","additionalProperties":false,"properties":{"helperGenerators":{"enum":["error","warning"]}}},"serve":{"type":"object","additionalProperties":false,"properties":{"slots":{"type":"integer","minimum":1,"maximum":9007199254740991},"runningJobs":{"type":"integer","minimum":1,"maximum":9007199254740991},"warmJobs":{"type":"integer","minimum":0,"maximum":9007199254740991},"queuedJobs":{"type":"integer","minimum":1,"maximum":9007199254740991},"queuedJobsPerAccount":{"type":"integer","minimum":1,"maximum":9007199254740991},"quotaBytes":{"type":["number","string"]},"datasetBytes":{"type":["number","string"]},"librariesBytes":{"type":["number","string"]},"reserveBytes":{"type":["number","string"]},"memoryBytes":{"type":["number","string"]},"requestsPerSecond":{"type":"integer","minimum":1,"maximum":9007199254740991},"requestBurst":{"type":"integer","minimum":1,"maximum":9007199254740991},"ociRuntimes":{"type":"array","items":{"type":"string","minLength":1}},"hostNames":{"type":"array","items":{"type":"string","minLength":1}},"trustedProxies":{"type":"array","items":{"type":"string","minLength":1}},"retention":{"type":"object","additionalProperties":false,"properties":{"results":{"type":["number","string"]},"failed":{"type":["number","string"]},"packages":{"type":["number","string"]},"datasets":{"type":["number","string"]},"audit":{"type":["number","string"]}}},"policy":{"type":"object","additionalProperties":false,"properties":{"process-limit":{"enum":["note","strike"]},"protocol":{"enum":["note","strike"]},"evil-archive":{"enum":["note","strike"]},"network":{"enum":["note","strike"]},"process":{"enum":["note","strike"]},"native-code":{"enum":["note","strike"]},"dynamic-code":{"enum":["note","strike"]},"kernel":{"enum":["note","strike"]},"other-job":{"enum":["note","strike"]}}}}}}};
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
const _errs1 = errors;
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.home !== undefined){
let data0 = data.home;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(data0.length < 1){
validate20.errors = [{instancePath:instancePath+"/home",schemaPath:"#/properties/home/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/home",schemaPath:"#/properties/home/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.python !== undefined){
let data1 = data.python;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(data1.length < 1){
validate20.errors = [{instancePath:instancePath+"/python",schemaPath:"#/properties/python/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/python",schemaPath:"#/properties/python/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ociRuntime !== undefined){
let data2 = data.ociRuntime;
const _errs6 = errors;
if(errors === _errs6){
if(typeof data2 === "string"){
if(data2.length < 1){
validate20.errors = [{instancePath:instancePath+"/ociRuntime",schemaPath:"#/properties/ociRuntime/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/ociRuntime",schemaPath:"#/properties/ociRuntime/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.chief !== undefined){
let data3 = data.chief;
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(data3.length < 1){
validate20.errors = [{instancePath:instancePath+"/chief",schemaPath:"#/properties/chief/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/chief",schemaPath:"#/properties/chief/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.token !== undefined){
let data4 = data.token;
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(data4.length < 1){
validate20.errors = [{instancePath:instancePath+"/token",schemaPath:"#/properties/token/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/token",schemaPath:"#/properties/token/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.engine !== undefined){
let data5 = data.engine;
const _errs12 = errors;
if(errors === _errs12){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
const _errs14 = errors;
for(const key1 in data5){
if(!(key1 === "allowUnbounded")){
validate20.errors = [{instancePath:instancePath+"/engine",schemaPath:"#/properties/engine/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs14 === errors){
if(data5.allowUnbounded !== undefined){
if(typeof data5.allowUnbounded !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/engine/allowUnbounded",schemaPath:"#/properties/engine/properties/allowUnbounded/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"}];
return false;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/engine",schemaPath:"#/properties/engine/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pip !== undefined){
let data7 = data.pip;
const _errs17 = errors;
if(errors === _errs17){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
const _errs19 = errors;
for(const key2 in data7){
if(!((((key2 === "indexUrl") || (key2 === "hosts")) || (key2 === "wheels")) || (key2 === "certificates"))){
validate20.errors = [{instancePath:instancePath+"/pip",schemaPath:"#/properties/pip/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs19 === errors){
if(data7.indexUrl !== undefined){
let data8 = data7.indexUrl;
const _errs20 = errors;
if(errors === _errs20){
if(typeof data8 === "string"){
if(data8.length < 1){
validate20.errors = [{instancePath:instancePath+"/pip/indexUrl",schemaPath:"#/properties/pip/properties/indexUrl/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/pip/indexUrl",schemaPath:"#/properties/pip/properties/indexUrl/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs20 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data7.hosts !== undefined){
let data9 = data7.hosts;
const _errs22 = errors;
if(errors === _errs22){
if(Array.isArray(data9)){
var valid3 = true;
const len0 = data9.length;
for(let i0=0; i0<len0; i0++){
let data10 = data9[i0];
const _errs24 = errors;
if(errors === _errs24){
if(typeof data10 === "string"){
if(data10.length < 1){
validate20.errors = [{instancePath:instancePath+"/pip/hosts/" + i0,schemaPath:"#/properties/pip/properties/hosts/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/pip/hosts/" + i0,schemaPath:"#/properties/pip/properties/hosts/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs24 === errors;
if(!valid3){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/pip/hosts",schemaPath:"#/properties/pip/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid2 = _errs22 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data7.wheels !== undefined){
let data11 = data7.wheels;
const _errs26 = errors;
if(errors === _errs26){
if(typeof data11 === "string"){
if(data11.length < 1){
validate20.errors = [{instancePath:instancePath+"/pip/wheels",schemaPath:"#/properties/pip/properties/wheels/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/pip/wheels",schemaPath:"#/properties/pip/properties/wheels/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs26 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data7.certificates !== undefined){
let data12 = data7.certificates;
const _errs28 = errors;
if(errors === _errs28){
if(typeof data12 === "string"){
if(data12.length < 1){
validate20.errors = [{instancePath:instancePath+"/pip/certificates",schemaPath:"#/properties/pip/properties/certificates/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/pip/certificates",schemaPath:"#/properties/pip/properties/certificates/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs28 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/pip",schemaPath:"#/properties/pip/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.limits !== undefined){
let data13 = data.limits;
const _errs30 = errors;
if(errors === _errs30){
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
const _errs32 = errors;
for(const key3 in data13){
if(!(func1.call(schema31.properties.limits.properties, key3))){
validate20.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs32 === errors){
if(data13.fragmentBytes !== undefined){
let data14 = data13.fragmentBytes;
const _errs33 = errors;
if((!((typeof data14 == "number") && (isFinite(data14)))) && (typeof data14 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/fragmentBytes",schemaPath:"#/properties/limits/properties/fragmentBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs33 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.resultBytes !== undefined){
let data15 = data13.resultBytes;
const _errs35 = errors;
if((!((typeof data15 == "number") && (isFinite(data15)))) && (typeof data15 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/resultBytes",schemaPath:"#/properties/limits/properties/resultBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs35 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.fragments !== undefined){
let data16 = data13.fragments;
const _errs37 = errors;
if((!((typeof data16 == "number") && (isFinite(data16)))) && (typeof data16 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/fragments",schemaPath:"#/properties/limits/properties/fragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragments.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs37 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.totalBytes !== undefined){
let data17 = data13.totalBytes;
const _errs39 = errors;
if((!((typeof data17 == "number") && (isFinite(data17)))) && (typeof data17 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/totalBytes",schemaPath:"#/properties/limits/properties/totalBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.totalBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs39 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.recursionDepth !== undefined){
let data18 = data13.recursionDepth;
const _errs41 = errors;
if((!((typeof data18 == "number") && (isFinite(data18)))) && (typeof data18 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/recursionDepth",schemaPath:"#/properties/limits/properties/recursionDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.recursionDepth.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs41 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.fragmentSeconds !== undefined){
let data19 = data13.fragmentSeconds;
const _errs43 = errors;
if((!((typeof data19 == "number") && (isFinite(data19)))) && (typeof data19 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/fragmentSeconds",schemaPath:"#/properties/limits/properties/fragmentSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentSeconds.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs43 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.splitSeconds !== undefined){
let data20 = data13.splitSeconds;
const _errs45 = errors;
if((!((typeof data20 == "number") && (isFinite(data20)))) && (typeof data20 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/splitSeconds",schemaPath:"#/properties/limits/properties/splitSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.splitSeconds.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs45 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.mergeSeconds !== undefined){
let data21 = data13.mergeSeconds;
const _errs47 = errors;
if((!((typeof data21 == "number") && (isFinite(data21)))) && (typeof data21 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/mergeSeconds",schemaPath:"#/properties/limits/properties/mergeSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.mergeSeconds.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs47 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.jobSeconds !== undefined){
let data22 = data13.jobSeconds;
const _errs49 = errors;
if((!((typeof data22 == "number") && (isFinite(data22)))) && (typeof data22 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/jobSeconds",schemaPath:"#/properties/limits/properties/jobSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.jobSeconds.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs49 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.memory !== undefined){
let data23 = data13.memory;
const _errs51 = errors;
if((!((typeof data23 == "number") && (isFinite(data23)))) && (typeof data23 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/memory",schemaPath:"#/properties/limits/properties/memory/type",keyword:"type",params:{type: schema31.properties.limits.properties.memory.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs51 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.memoryCap !== undefined){
let data24 = data13.memoryCap;
const _errs53 = errors;
if((!((typeof data24 == "number") && (isFinite(data24)))) && (typeof data24 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/memoryCap",schemaPath:"#/properties/limits/properties/memoryCap/type",keyword:"type",params:{type: schema31.properties.limits.properties.memoryCap.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs53 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.cpus !== undefined){
let data25 = data13.cpus;
const _errs55 = errors;
if((!((typeof data25 == "number") && (isFinite(data25)))) && (typeof data25 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/cpus",schemaPath:"#/properties/limits/properties/cpus/type",keyword:"type",params:{type: schema31.properties.limits.properties.cpus.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs55 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.pids !== undefined){
let data26 = data13.pids;
const _errs57 = errors;
if((!((typeof data26 == "number") && (isFinite(data26)))) && (typeof data26 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/pids",schemaPath:"#/properties/limits/properties/pids/type",keyword:"type",params:{type: schema31.properties.limits.properties.pids.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs57 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.scratchBytes !== undefined){
let data27 = data13.scratchBytes;
const _errs59 = errors;
if((!((typeof data27 == "number") && (isFinite(data27)))) && (typeof data27 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/scratchBytes",schemaPath:"#/properties/limits/properties/scratchBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.scratchBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs59 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.resultsBytes !== undefined){
let data28 = data13.resultsBytes;
const _errs61 = errors;
if((!((typeof data28 == "number") && (isFinite(data28)))) && (typeof data28 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/resultsBytes",schemaPath:"#/properties/limits/properties/resultsBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultsBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs61 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.cacheBytes !== undefined){
let data29 = data13.cacheBytes;
const _errs63 = errors;
if((!((typeof data29 == "number") && (isFinite(data29)))) && (typeof data29 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/cacheBytes",schemaPath:"#/properties/limits/properties/cacheBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.cacheBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs63 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.logBytes !== undefined){
let data30 = data13.logBytes;
const _errs65 = errors;
if((!((typeof data30 == "number") && (isFinite(data30)))) && (typeof data30 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/logBytes",schemaPath:"#/properties/limits/properties/logBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.logBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs65 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.packageBytes !== undefined){
let data31 = data13.packageBytes;
const _errs67 = errors;
if((!((typeof data31 == "number") && (isFinite(data31)))) && (typeof data31 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/packageBytes",schemaPath:"#/properties/limits/properties/packageBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs67 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.packageFiles !== undefined){
let data32 = data13.packageFiles;
const _errs69 = errors;
if((!((typeof data32 == "number") && (isFinite(data32)))) && (typeof data32 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/packageFiles",schemaPath:"#/properties/limits/properties/packageFiles/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageFiles.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs69 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.packageDepth !== undefined){
let data33 = data13.packageDepth;
const _errs71 = errors;
if((!((typeof data33 == "number") && (isFinite(data33)))) && (typeof data33 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/packageDepth",schemaPath:"#/properties/limits/properties/packageDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageDepth.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs71 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.layerBytes !== undefined){
let data34 = data13.layerBytes;
const _errs73 = errors;
if((!((typeof data34 == "number") && (isFinite(data34)))) && (typeof data34 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/layerBytes",schemaPath:"#/properties/limits/properties/layerBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.layerBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs73 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.windowFragments !== undefined){
let data35 = data13.windowFragments;
const _errs75 = errors;
if((!((typeof data35 == "number") && (isFinite(data35)))) && (typeof data35 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/windowFragments",schemaPath:"#/properties/limits/properties/windowFragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowFragments.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs75 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data13.windowBytes !== undefined){
let data36 = data13.windowBytes;
const _errs77 = errors;
if((!((typeof data36 == "number") && (isFinite(data36)))) && (typeof data36 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/windowBytes",schemaPath:"#/properties/limits/properties/windowBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowBytes.type},message:"must be number,string"}];
return false;
}
var valid4 = _errs77 === errors;
}
else {
var valid4 = true;
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
}
else {
validate20.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.checks !== undefined){
let data37 = data.checks;
const _errs79 = errors;
if(errors === _errs79){
if(data37 && typeof data37 == "object" && !Array.isArray(data37)){
const _errs81 = errors;
for(const key4 in data37){
if(!(key4 === "helperGenerators")){
validate20.errors = [{instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs81 === errors){
if(data37.helperGenerators !== undefined){
let data38 = data37.helperGenerators;
if(!((data38 === "error") || (data38 === "warning"))){
validate20.errors = [{instancePath:instancePath+"/checks/helperGenerators",schemaPath:"#/properties/checks/properties/helperGenerators/enum",keyword:"enum",params:{allowedValues: schema31.properties.checks.properties.helperGenerators.enum},message:"must be equal to one of the allowed values"}];
return false;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs79 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.serve !== undefined){
let data39 = data.serve;
const _errs83 = errors;
if(errors === _errs83){
if(data39 && typeof data39 == "object" && !Array.isArray(data39)){
const _errs85 = errors;
for(const key5 in data39){
if(!(func1.call(schema31.properties.serve.properties, key5))){
validate20.errors = [{instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs85 === errors){
if(data39.slots !== undefined){
let data40 = data39.slots;
const _errs86 = errors;
if(!(((typeof data40 == "number") && (!(data40 % 1) && !isNaN(data40))) && (isFinite(data40)))){
validate20.errors = [{instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs86){
if((typeof data40 == "number") && (isFinite(data40))){
if(data40 > 9007199254740991 || isNaN(data40)){
validate20.errors = [{instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data40 < 1 || isNaN(data40)){
validate20.errors = [{instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid6 = _errs86 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.runningJobs !== undefined){
let data41 = data39.runningJobs;
const _errs88 = errors;
if(!(((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41))) && (isFinite(data41)))){
validate20.errors = [{instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs88){
if((typeof data41 == "number") && (isFinite(data41))){
if(data41 > 9007199254740991 || isNaN(data41)){
validate20.errors = [{instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data41 < 1 || isNaN(data41)){
validate20.errors = [{instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid6 = _errs88 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.warmJobs !== undefined){
let data42 = data39.warmJobs;
const _errs90 = errors;
if(!(((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42))) && (isFinite(data42)))){
validate20.errors = [{instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs90){
if((typeof data42 == "number") && (isFinite(data42))){
if(data42 > 9007199254740991 || isNaN(data42)){
validate20.errors = [{instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data42 < 0 || isNaN(data42)){
validate20.errors = [{instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid6 = _errs90 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.queuedJobs !== undefined){
let data43 = data39.queuedJobs;
const _errs92 = errors;
if(!(((typeof data43 == "number") && (!(data43 % 1) && !isNaN(data43))) && (isFinite(data43)))){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs92){
if((typeof data43 == "number") && (isFinite(data43))){
if(data43 > 9007199254740991 || isNaN(data43)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data43 < 1 || isNaN(data43)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid6 = _errs92 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.queuedJobsPerAccount !== undefined){
let data44 = data39.queuedJobsPerAccount;
const _errs94 = errors;
if(!(((typeof data44 == "number") && (!(data44 % 1) && !isNaN(data44))) && (isFinite(data44)))){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs94){
if((typeof data44 == "number") && (isFinite(data44))){
if(data44 > 9007199254740991 || isNaN(data44)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data44 < 1 || isNaN(data44)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid6 = _errs94 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.quotaBytes !== undefined){
let data45 = data39.quotaBytes;
const _errs96 = errors;
if((!((typeof data45 == "number") && (isFinite(data45)))) && (typeof data45 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/quotaBytes",schemaPath:"#/properties/serve/properties/quotaBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.quotaBytes.type},message:"must be number,string"}];
return false;
}
var valid6 = _errs96 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.datasetBytes !== undefined){
let data46 = data39.datasetBytes;
const _errs98 = errors;
if((!((typeof data46 == "number") && (isFinite(data46)))) && (typeof data46 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/datasetBytes",schemaPath:"#/properties/serve/properties/datasetBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.datasetBytes.type},message:"must be number,string"}];
return false;
}
var valid6 = _errs98 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.librariesBytes !== undefined){
let data47 = data39.librariesBytes;
const _errs100 = errors;
if((!((typeof data47 == "number") && (isFinite(data47)))) && (typeof data47 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/librariesBytes",schemaPath:"#/properties/serve/properties/librariesBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.librariesBytes.type},message:"must be number,string"}];
return false;
}
var valid6 = _errs100 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.reserveBytes !== undefined){
let data48 = data39.reserveBytes;
const _errs102 = errors;
if((!((typeof data48 == "number") && (isFinite(data48)))) && (typeof data48 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/reserveBytes",schemaPath:"#/properties/serve/properties/reserveBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.reserveBytes.type},message:"must be number,string"}];
return false;
}
var valid6 = _errs102 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.memoryBytes !== undefined){
let data49 = data39.memoryBytes;
const _errs104 = errors;
if((!((typeof data49 == "number") && (isFinite(data49)))) && (typeof data49 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/memoryBytes",schemaPath:"#/properties/serve/properties/memoryBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.memoryBytes.type},message:"must be number,string"}];
return false;
}
var valid6 = _errs104 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.requestsPerSecond !== undefined){
let data50 = data39.requestsPerSecond;
const _errs106 = errors;
if(!(((typeof data50 == "number") && (!(data50 % 1) && !isNaN(data50))) && (isFinite(data50)))){
validate20.errors = [{instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs106){
if((typeof data50 == "number") && (isFinite(data50))){
if(data50 > 9007199254740991 || isNaN(data50)){
validate20.errors = [{instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data50 < 1 || isNaN(data50)){
validate20.errors = [{instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid6 = _errs106 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.requestBurst !== undefined){
let data51 = data39.requestBurst;
const _errs108 = errors;
if(!(((typeof data51 == "number") && (!(data51 % 1) && !isNaN(data51))) && (isFinite(data51)))){
validate20.errors = [{instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs108){
if((typeof data51 == "number") && (isFinite(data51))){
if(data51 > 9007199254740991 || isNaN(data51)){
validate20.errors = [{instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data51 < 1 || isNaN(data51)){
validate20.errors = [{instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid6 = _errs108 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.ociRuntimes !== undefined){
let data52 = data39.ociRuntimes;
const _errs110 = errors;
if(errors === _errs110){
if(Array.isArray(data52)){
var valid7 = true;
const len1 = data52.length;
for(let i1=0; i1<len1; i1++){
let data53 = data52[i1];
const _errs112 = errors;
if(errors === _errs112){
if(typeof data53 === "string"){
if(data53.length < 1){
validate20.errors = [{instancePath:instancePath+"/serve/ociRuntimes/" + i1,schemaPath:"#/properties/serve/properties/ociRuntimes/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/ociRuntimes/" + i1,schemaPath:"#/properties/serve/properties/ociRuntimes/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid7 = _errs112 === errors;
if(!valid7){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/ociRuntimes",schemaPath:"#/properties/serve/properties/ociRuntimes/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid6 = _errs110 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.hostNames !== undefined){
let data54 = data39.hostNames;
const _errs114 = errors;
if(errors === _errs114){
if(Array.isArray(data54)){
var valid8 = true;
const len2 = data54.length;
for(let i2=0; i2<len2; i2++){
let data55 = data54[i2];
const _errs116 = errors;
if(errors === _errs116){
if(typeof data55 === "string"){
if(data55.length < 1){
validate20.errors = [{instancePath:instancePath+"/serve/hostNames/" + i2,schemaPath:"#/properties/serve/properties/hostNames/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/hostNames/" + i2,schemaPath:"#/properties/serve/properties/hostNames/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs116 === errors;
if(!valid8){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/hostNames",schemaPath:"#/properties/serve/properties/hostNames/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid6 = _errs114 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.trustedProxies !== undefined){
let data56 = data39.trustedProxies;
const _errs118 = errors;
if(errors === _errs118){
if(Array.isArray(data56)){
var valid9 = true;
const len3 = data56.length;
for(let i3=0; i3<len3; i3++){
let data57 = data56[i3];
const _errs120 = errors;
if(errors === _errs120){
if(typeof data57 === "string"){
if(data57.length < 1){
validate20.errors = [{instancePath:instancePath+"/serve/trustedProxies/" + i3,schemaPath:"#/properties/serve/properties/trustedProxies/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/trustedProxies/" + i3,schemaPath:"#/properties/serve/properties/trustedProxies/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid9 = _errs120 === errors;
if(!valid9){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/trustedProxies",schemaPath:"#/properties/serve/properties/trustedProxies/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid6 = _errs118 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.retention !== undefined){
let data58 = data39.retention;
const _errs122 = errors;
if(errors === _errs122){
if(data58 && typeof data58 == "object" && !Array.isArray(data58)){
const _errs124 = errors;
for(const key6 in data58){
if(!(((((key6 === "results") || (key6 === "failed")) || (key6 === "packages")) || (key6 === "datasets")) || (key6 === "audit"))){
validate20.errors = [{instancePath:instancePath+"/serve/retention",schemaPath:"#/properties/serve/properties/retention/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs124 === errors){
if(data58.results !== undefined){
let data59 = data58.results;
const _errs125 = errors;
if((!((typeof data59 == "number") && (isFinite(data59)))) && (typeof data59 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/retention/results",schemaPath:"#/properties/serve/properties/retention/properties/results/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.results.type},message:"must be number,string"}];
return false;
}
var valid10 = _errs125 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data58.failed !== undefined){
let data60 = data58.failed;
const _errs127 = errors;
if((!((typeof data60 == "number") && (isFinite(data60)))) && (typeof data60 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/retention/failed",schemaPath:"#/properties/serve/properties/retention/properties/failed/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.failed.type},message:"must be number,string"}];
return false;
}
var valid10 = _errs127 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data58.packages !== undefined){
let data61 = data58.packages;
const _errs129 = errors;
if((!((typeof data61 == "number") && (isFinite(data61)))) && (typeof data61 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/retention/packages",schemaPath:"#/properties/serve/properties/retention/properties/packages/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.packages.type},message:"must be number,string"}];
return false;
}
var valid10 = _errs129 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data58.datasets !== undefined){
let data62 = data58.datasets;
const _errs131 = errors;
if((!((typeof data62 == "number") && (isFinite(data62)))) && (typeof data62 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/retention/datasets",schemaPath:"#/properties/serve/properties/retention/properties/datasets/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.datasets.type},message:"must be number,string"}];
return false;
}
var valid10 = _errs131 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data58.audit !== undefined){
let data63 = data58.audit;
const _errs133 = errors;
if((!((typeof data63 == "number") && (isFinite(data63)))) && (typeof data63 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/retention/audit",schemaPath:"#/properties/serve/properties/retention/properties/audit/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.audit.type},message:"must be number,string"}];
return false;
}
var valid10 = _errs133 === errors;
}
else {
var valid10 = true;
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/retention",schemaPath:"#/properties/serve/properties/retention/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid6 = _errs122 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data39.policy !== undefined){
let data64 = data39.policy;
const _errs135 = errors;
if(errors === _errs135){
if(data64 && typeof data64 == "object" && !Array.isArray(data64)){
const _errs137 = errors;
for(const key7 in data64){
if(!(func1.call(schema31.properties.serve.properties.policy.properties, key7))){
validate20.errors = [{instancePath:instancePath+"/serve/policy",schemaPath:"#/properties/serve/properties/policy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs137 === errors){
if(data64["process-limit"] !== undefined){
let data65 = data64["process-limit"];
const _errs138 = errors;
if(!((data65 === "note") || (data65 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/process-limit",schemaPath:"#/properties/serve/properties/policy/properties/process-limit/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["process-limit"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs138 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64.protocol !== undefined){
let data66 = data64.protocol;
const _errs139 = errors;
if(!((data66 === "note") || (data66 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/protocol",schemaPath:"#/properties/serve/properties/policy/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.protocol.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs139 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64["evil-archive"] !== undefined){
let data67 = data64["evil-archive"];
const _errs140 = errors;
if(!((data67 === "note") || (data67 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/evil-archive",schemaPath:"#/properties/serve/properties/policy/properties/evil-archive/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["evil-archive"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs140 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64.network !== undefined){
let data68 = data64.network;
const _errs141 = errors;
if(!((data68 === "note") || (data68 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/network",schemaPath:"#/properties/serve/properties/policy/properties/network/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.network.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs141 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64.process !== undefined){
let data69 = data64.process;
const _errs142 = errors;
if(!((data69 === "note") || (data69 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/process",schemaPath:"#/properties/serve/properties/policy/properties/process/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.process.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs142 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64["native-code"] !== undefined){
let data70 = data64["native-code"];
const _errs143 = errors;
if(!((data70 === "note") || (data70 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/native-code",schemaPath:"#/properties/serve/properties/policy/properties/native-code/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["native-code"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs143 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64["dynamic-code"] !== undefined){
let data71 = data64["dynamic-code"];
const _errs144 = errors;
if(!((data71 === "note") || (data71 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/dynamic-code",schemaPath:"#/properties/serve/properties/policy/properties/dynamic-code/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["dynamic-code"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs144 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64.kernel !== undefined){
let data72 = data64.kernel;
const _errs145 = errors;
if(!((data72 === "note") || (data72 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/kernel",schemaPath:"#/properties/serve/properties/policy/properties/kernel/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.kernel.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs145 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data64["other-job"] !== undefined){
let data73 = data64["other-job"];
const _errs146 = errors;
if(!((data73 === "note") || (data73 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/other-job",schemaPath:"#/properties/serve/properties/policy/properties/other-job/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["other-job"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid11 = _errs146 === errors;
}
else {
var valid11 = true;
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
validate20.errors = [{instancePath:instancePath+"/serve/policy",schemaPath:"#/properties/serve/properties/policy/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid6 = _errs135 === errors;
}
else {
var valid6 = true;
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
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs83 === errors;
}
else {
var valid0 = true;
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
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
