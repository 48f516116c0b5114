// @ts-nocheck
// Written by `npm run validators` from settings.ts: compiled by ajv once, and not at every start.
export const validateSettings = validate20;
const schema31 = {"type":"object","additionalProperties":false,"properties":{"home":{"type":"string","minLength":1},"python":{"type":"string","minLength":1},"ociRuntime":{"type":"string","minLength":1},"chief":{"type":"string","minLength":1},"token":{"type":"string","minLength":1},"limits":{"type":"object","additionalProperties":false,"properties":{"fragmentBytes":{"type":["number","string"]},"resultBytes":{"type":["number","string"]},"fragments":{"type":["number","string"]},"totalBytes":{"type":["number","string"]},"recursionDepth":{"type":["number","string"]},"fragmentSeconds":{"type":["number","string"]},"splitSeconds":{"type":["number","string"]},"mergeSeconds":{"type":["number","string"]},"jobSeconds":{"type":["number","string"]},"memory":{"type":["number","string"]},"memoryCap":{"type":["number","string"]},"cpus":{"type":["number","string"]},"pids":{"type":["number","string"]},"scratchBytes":{"type":["number","string"]},"resultsBytes":{"type":["number","string"]},"cacheBytes":{"type":["number","string"]},"logBytes":{"type":["number","string"]},"packageBytes":{"type":["number","string"]},"packageFiles":{"type":["number","string"]},"packageDepth":{"type":["number","string"]},"windowFragments":{"type":["number","string"]},"windowBytes":{"type":["number","string"]}}},"checks":{"type":"object","additionalProperties":false,"properties":{"helperGenerators":{"enum":["error","warning"]}}},"serve":{"type":"object","additionalProperties":false,"properties":{"slots":{"type":"integer","minimum":1,"maximum":9007199254740991},"runningJobs":{"type":"integer","minimum":1,"maximum":9007199254740991},"warmJobs":{"type":"integer","minimum":0,"maximum":9007199254740991},"queuedJobs":{"type":"integer","minimum":1,"maximum":9007199254740991},"queuedJobsPerAccount":{"type":"integer","minimum":1,"maximum":9007199254740991},"quotaBytes":{"type":["number","string"]},"datasetBytes":{"type":["number","string"]},"requestsPerSecond":{"type":"integer","minimum":1,"maximum":9007199254740991},"requestBurst":{"type":"integer","minimum":1,"maximum":9007199254740991},"ociRuntimes":{"type":"array","items":{"type":"string","minLength":1}},"hostNames":{"type":"array","items":{"type":"string","minLength":1}},"policy":{"type":"object","additionalProperties":false,"properties":{"process-limit":{"enum":["note","strike"]},"protocol":{"enum":["note","strike"]},"evil-archive":{"enum":["note","strike"]},"network":{"enum":["note","strike"]},"process":{"enum":["note","strike"]},"native-code":{"enum":["note","strike"]},"dynamic-code":{"enum":["note","strike"]},"kernel":{"enum":["note","strike"]},"other-job":{"enum":["note","strike"]}}}}}}};
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
if(!((((((((key0 === "home") || (key0 === "python")) || (key0 === "ociRuntime")) || (key0 === "chief")) || (key0 === "token")) || (key0 === "limits")) || (key0 === "checks")) || (key0 === "serve"))){
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
if(data.limits !== undefined){
let data5 = data.limits;
const _errs12 = errors;
if(errors === _errs12){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
const _errs14 = errors;
for(const key1 in data5){
if(!(func1.call(schema31.properties.limits.properties, key1))){
validate20.errors = [{instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs14 === errors){
if(data5.fragmentBytes !== undefined){
let data6 = data5.fragmentBytes;
const _errs15 = errors;
if((!((typeof data6 == "number") && (isFinite(data6)))) && (typeof data6 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/fragmentBytes",schemaPath:"#/properties/limits/properties/fragmentBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs15 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.resultBytes !== undefined){
let data7 = data5.resultBytes;
const _errs17 = errors;
if((!((typeof data7 == "number") && (isFinite(data7)))) && (typeof data7 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/resultBytes",schemaPath:"#/properties/limits/properties/resultBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs17 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.fragments !== undefined){
let data8 = data5.fragments;
const _errs19 = errors;
if((!((typeof data8 == "number") && (isFinite(data8)))) && (typeof data8 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/fragments",schemaPath:"#/properties/limits/properties/fragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragments.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs19 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.totalBytes !== undefined){
let data9 = data5.totalBytes;
const _errs21 = errors;
if((!((typeof data9 == "number") && (isFinite(data9)))) && (typeof data9 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/totalBytes",schemaPath:"#/properties/limits/properties/totalBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.totalBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs21 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.recursionDepth !== undefined){
let data10 = data5.recursionDepth;
const _errs23 = errors;
if((!((typeof data10 == "number") && (isFinite(data10)))) && (typeof data10 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/recursionDepth",schemaPath:"#/properties/limits/properties/recursionDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.recursionDepth.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs23 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.fragmentSeconds !== undefined){
let data11 = data5.fragmentSeconds;
const _errs25 = errors;
if((!((typeof data11 == "number") && (isFinite(data11)))) && (typeof data11 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/fragmentSeconds",schemaPath:"#/properties/limits/properties/fragmentSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentSeconds.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs25 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.splitSeconds !== undefined){
let data12 = data5.splitSeconds;
const _errs27 = errors;
if((!((typeof data12 == "number") && (isFinite(data12)))) && (typeof data12 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/splitSeconds",schemaPath:"#/properties/limits/properties/splitSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.splitSeconds.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs27 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.mergeSeconds !== undefined){
let data13 = data5.mergeSeconds;
const _errs29 = errors;
if((!((typeof data13 == "number") && (isFinite(data13)))) && (typeof data13 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/mergeSeconds",schemaPath:"#/properties/limits/properties/mergeSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.mergeSeconds.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs29 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.jobSeconds !== undefined){
let data14 = data5.jobSeconds;
const _errs31 = errors;
if((!((typeof data14 == "number") && (isFinite(data14)))) && (typeof data14 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/jobSeconds",schemaPath:"#/properties/limits/properties/jobSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.jobSeconds.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs31 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.memory !== undefined){
let data15 = data5.memory;
const _errs33 = errors;
if((!((typeof data15 == "number") && (isFinite(data15)))) && (typeof data15 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/memory",schemaPath:"#/properties/limits/properties/memory/type",keyword:"type",params:{type: schema31.properties.limits.properties.memory.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs33 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.memoryCap !== undefined){
let data16 = data5.memoryCap;
const _errs35 = errors;
if((!((typeof data16 == "number") && (isFinite(data16)))) && (typeof data16 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/memoryCap",schemaPath:"#/properties/limits/properties/memoryCap/type",keyword:"type",params:{type: schema31.properties.limits.properties.memoryCap.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs35 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.cpus !== undefined){
let data17 = data5.cpus;
const _errs37 = errors;
if((!((typeof data17 == "number") && (isFinite(data17)))) && (typeof data17 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/cpus",schemaPath:"#/properties/limits/properties/cpus/type",keyword:"type",params:{type: schema31.properties.limits.properties.cpus.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs37 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.pids !== undefined){
let data18 = data5.pids;
const _errs39 = errors;
if((!((typeof data18 == "number") && (isFinite(data18)))) && (typeof data18 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/pids",schemaPath:"#/properties/limits/properties/pids/type",keyword:"type",params:{type: schema31.properties.limits.properties.pids.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs39 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.scratchBytes !== undefined){
let data19 = data5.scratchBytes;
const _errs41 = errors;
if((!((typeof data19 == "number") && (isFinite(data19)))) && (typeof data19 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/scratchBytes",schemaPath:"#/properties/limits/properties/scratchBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.scratchBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs41 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.resultsBytes !== undefined){
let data20 = data5.resultsBytes;
const _errs43 = errors;
if((!((typeof data20 == "number") && (isFinite(data20)))) && (typeof data20 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/resultsBytes",schemaPath:"#/properties/limits/properties/resultsBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultsBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs43 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.cacheBytes !== undefined){
let data21 = data5.cacheBytes;
const _errs45 = errors;
if((!((typeof data21 == "number") && (isFinite(data21)))) && (typeof data21 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/cacheBytes",schemaPath:"#/properties/limits/properties/cacheBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.cacheBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs45 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.logBytes !== undefined){
let data22 = data5.logBytes;
const _errs47 = errors;
if((!((typeof data22 == "number") && (isFinite(data22)))) && (typeof data22 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/logBytes",schemaPath:"#/properties/limits/properties/logBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.logBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs47 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.packageBytes !== undefined){
let data23 = data5.packageBytes;
const _errs49 = errors;
if((!((typeof data23 == "number") && (isFinite(data23)))) && (typeof data23 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/packageBytes",schemaPath:"#/properties/limits/properties/packageBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs49 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.packageFiles !== undefined){
let data24 = data5.packageFiles;
const _errs51 = errors;
if((!((typeof data24 == "number") && (isFinite(data24)))) && (typeof data24 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/packageFiles",schemaPath:"#/properties/limits/properties/packageFiles/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageFiles.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs51 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.packageDepth !== undefined){
let data25 = data5.packageDepth;
const _errs53 = errors;
if((!((typeof data25 == "number") && (isFinite(data25)))) && (typeof data25 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/packageDepth",schemaPath:"#/properties/limits/properties/packageDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageDepth.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs53 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.windowFragments !== undefined){
let data26 = data5.windowFragments;
const _errs55 = errors;
if((!((typeof data26 == "number") && (isFinite(data26)))) && (typeof data26 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/windowFragments",schemaPath:"#/properties/limits/properties/windowFragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowFragments.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs55 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.windowBytes !== undefined){
let data27 = data5.windowBytes;
const _errs57 = errors;
if((!((typeof data27 == "number") && (isFinite(data27)))) && (typeof data27 !== "string")){
validate20.errors = [{instancePath:instancePath+"/limits/windowBytes",schemaPath:"#/properties/limits/properties/windowBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowBytes.type},message:"must be number,string"}];
return false;
}
var valid1 = _errs57 === errors;
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
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.checks !== undefined){
let data28 = data.checks;
const _errs59 = errors;
if(errors === _errs59){
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
const _errs61 = errors;
for(const key2 in data28){
if(!(key2 === "helperGenerators")){
validate20.errors = [{instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs61 === errors){
if(data28.helperGenerators !== undefined){
let data29 = data28.helperGenerators;
if(!((data29 === "error") || (data29 === "warning"))){
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
var valid0 = _errs59 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.serve !== undefined){
let data30 = data.serve;
const _errs63 = errors;
if(errors === _errs63){
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
const _errs65 = errors;
for(const key3 in data30){
if(!(func1.call(schema31.properties.serve.properties, key3))){
validate20.errors = [{instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs65 === errors){
if(data30.slots !== undefined){
let data31 = data30.slots;
const _errs66 = errors;
if(!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))){
validate20.errors = [{instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs66){
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 > 9007199254740991 || isNaN(data31)){
validate20.errors = [{instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data31 < 1 || isNaN(data31)){
validate20.errors = [{instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid3 = _errs66 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.runningJobs !== undefined){
let data32 = data30.runningJobs;
const _errs68 = errors;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
validate20.errors = [{instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs68){
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 > 9007199254740991 || isNaN(data32)){
validate20.errors = [{instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data32 < 1 || isNaN(data32)){
validate20.errors = [{instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid3 = _errs68 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.warmJobs !== undefined){
let data33 = data30.warmJobs;
const _errs70 = errors;
if(!(((typeof data33 == "number") && (!(data33 % 1) && !isNaN(data33))) && (isFinite(data33)))){
validate20.errors = [{instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs70){
if((typeof data33 == "number") && (isFinite(data33))){
if(data33 > 9007199254740991 || isNaN(data33)){
validate20.errors = [{instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data33 < 0 || isNaN(data33)){
validate20.errors = [{instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid3 = _errs70 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.queuedJobs !== undefined){
let data34 = data30.queuedJobs;
const _errs72 = errors;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs72){
if((typeof data34 == "number") && (isFinite(data34))){
if(data34 > 9007199254740991 || isNaN(data34)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data34 < 1 || isNaN(data34)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid3 = _errs72 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.queuedJobsPerAccount !== undefined){
let data35 = data30.queuedJobsPerAccount;
const _errs74 = errors;
if(!(((typeof data35 == "number") && (!(data35 % 1) && !isNaN(data35))) && (isFinite(data35)))){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs74){
if((typeof data35 == "number") && (isFinite(data35))){
if(data35 > 9007199254740991 || isNaN(data35)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data35 < 1 || isNaN(data35)){
validate20.errors = [{instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid3 = _errs74 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.quotaBytes !== undefined){
let data36 = data30.quotaBytes;
const _errs76 = errors;
if((!((typeof data36 == "number") && (isFinite(data36)))) && (typeof data36 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/quotaBytes",schemaPath:"#/properties/serve/properties/quotaBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.quotaBytes.type},message:"must be number,string"}];
return false;
}
var valid3 = _errs76 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.datasetBytes !== undefined){
let data37 = data30.datasetBytes;
const _errs78 = errors;
if((!((typeof data37 == "number") && (isFinite(data37)))) && (typeof data37 !== "string")){
validate20.errors = [{instancePath:instancePath+"/serve/datasetBytes",schemaPath:"#/properties/serve/properties/datasetBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.datasetBytes.type},message:"must be number,string"}];
return false;
}
var valid3 = _errs78 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.requestsPerSecond !== undefined){
let data38 = data30.requestsPerSecond;
const _errs80 = errors;
if(!(((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38))) && (isFinite(data38)))){
validate20.errors = [{instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs80){
if((typeof data38 == "number") && (isFinite(data38))){
if(data38 > 9007199254740991 || isNaN(data38)){
validate20.errors = [{instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data38 < 1 || isNaN(data38)){
validate20.errors = [{instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid3 = _errs80 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.requestBurst !== undefined){
let data39 = data30.requestBurst;
const _errs82 = errors;
if(!(((typeof data39 == "number") && (!(data39 % 1) && !isNaN(data39))) && (isFinite(data39)))){
validate20.errors = [{instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs82){
if((typeof data39 == "number") && (isFinite(data39))){
if(data39 > 9007199254740991 || isNaN(data39)){
validate20.errors = [{instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"}];
return false;
}
else {
if(data39 < 1 || isNaN(data39)){
validate20.errors = [{instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid3 = _errs82 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.ociRuntimes !== undefined){
let data40 = data30.ociRuntimes;
const _errs84 = errors;
if(errors === _errs84){
if(Array.isArray(data40)){
var valid4 = true;
const len0 = data40.length;
for(let i0=0; i0<len0; i0++){
let data41 = data40[i0];
const _errs86 = errors;
if(errors === _errs86){
if(typeof data41 === "string"){
if(data41.length < 1){
validate20.errors = [{instancePath:instancePath+"/serve/ociRuntimes/" + i0,schemaPath:"#/properties/serve/properties/ociRuntimes/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/ociRuntimes/" + i0,schemaPath:"#/properties/serve/properties/ociRuntimes/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid4 = _errs86 === errors;
if(!valid4){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/ociRuntimes",schemaPath:"#/properties/serve/properties/ociRuntimes/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid3 = _errs84 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.hostNames !== undefined){
let data42 = data30.hostNames;
const _errs88 = errors;
if(errors === _errs88){
if(Array.isArray(data42)){
var valid5 = true;
const len1 = data42.length;
for(let i1=0; i1<len1; i1++){
let data43 = data42[i1];
const _errs90 = errors;
if(errors === _errs90){
if(typeof data43 === "string"){
if(data43.length < 1){
validate20.errors = [{instancePath:instancePath+"/serve/hostNames/" + i1,schemaPath:"#/properties/serve/properties/hostNames/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/hostNames/" + i1,schemaPath:"#/properties/serve/properties/hostNames/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid5 = _errs90 === errors;
if(!valid5){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve/hostNames",schemaPath:"#/properties/serve/properties/hostNames/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid3 = _errs88 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data30.policy !== undefined){
let data44 = data30.policy;
const _errs92 = errors;
if(errors === _errs92){
if(data44 && typeof data44 == "object" && !Array.isArray(data44)){
const _errs94 = errors;
for(const key4 in data44){
if(!(func1.call(schema31.properties.serve.properties.policy.properties, key4))){
validate20.errors = [{instancePath:instancePath+"/serve/policy",schemaPath:"#/properties/serve/properties/policy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs94 === errors){
if(data44["process-limit"] !== undefined){
let data45 = data44["process-limit"];
const _errs95 = errors;
if(!((data45 === "note") || (data45 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/process-limit",schemaPath:"#/properties/serve/properties/policy/properties/process-limit/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["process-limit"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs95 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44.protocol !== undefined){
let data46 = data44.protocol;
const _errs96 = errors;
if(!((data46 === "note") || (data46 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/protocol",schemaPath:"#/properties/serve/properties/policy/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.protocol.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs96 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44["evil-archive"] !== undefined){
let data47 = data44["evil-archive"];
const _errs97 = errors;
if(!((data47 === "note") || (data47 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/evil-archive",schemaPath:"#/properties/serve/properties/policy/properties/evil-archive/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["evil-archive"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs97 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44.network !== undefined){
let data48 = data44.network;
const _errs98 = errors;
if(!((data48 === "note") || (data48 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/network",schemaPath:"#/properties/serve/properties/policy/properties/network/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.network.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs98 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44.process !== undefined){
let data49 = data44.process;
const _errs99 = errors;
if(!((data49 === "note") || (data49 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/process",schemaPath:"#/properties/serve/properties/policy/properties/process/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.process.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs99 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44["native-code"] !== undefined){
let data50 = data44["native-code"];
const _errs100 = errors;
if(!((data50 === "note") || (data50 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/native-code",schemaPath:"#/properties/serve/properties/policy/properties/native-code/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["native-code"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs100 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44["dynamic-code"] !== undefined){
let data51 = data44["dynamic-code"];
const _errs101 = errors;
if(!((data51 === "note") || (data51 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/dynamic-code",schemaPath:"#/properties/serve/properties/policy/properties/dynamic-code/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["dynamic-code"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs101 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44.kernel !== undefined){
let data52 = data44.kernel;
const _errs102 = errors;
if(!((data52 === "note") || (data52 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/kernel",schemaPath:"#/properties/serve/properties/policy/properties/kernel/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.kernel.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs102 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data44["other-job"] !== undefined){
let data53 = data44["other-job"];
const _errs103 = errors;
if(!((data53 === "note") || (data53 === "strike"))){
validate20.errors = [{instancePath:instancePath+"/serve/policy/other-job",schemaPath:"#/properties/serve/properties/policy/properties/other-job/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["other-job"].enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid6 = _errs103 === errors;
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
else {
validate20.errors = [{instancePath:instancePath+"/serve/policy",schemaPath:"#/properties/serve/properties/policy/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid3 = _errs92 === errors;
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
}
}
else {
validate20.errors = [{instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs63 === errors;
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
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
