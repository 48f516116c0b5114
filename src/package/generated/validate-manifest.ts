// @ts-nocheck
// Written by `npm run validators` from manifest-schema.ts: compiled by ajv once, and not at every start.
export const validateManifest = validate20;
const schema31 = {"type":"object","description":"an object","additionalProperties":false,"properties":{"name":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$","description":"letters, digits, dots, dashes and underscores, beginning with a letter or digit, at most 63 characters"},"description":{"type":"string","pattern":"^[\\s\\S]{0,4096}$","description":"a text of at most 4096 characters"},"ordered":{"type":"boolean","description":"true or false"},"limits":{"type":"object","description":"an object of limits, such as { \"fragmentBytes\": \"4MiB\" }","additionalProperties":false,"properties":{"fragmentBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"resultBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"fragments":{"type":["number","string"],"description":"a whole number of at least 1"},"totalBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"recursionDepth":{"type":["number","string"],"description":"a whole number of at least 1"},"fragmentSeconds":{"type":["number","string"],"description":"a duration such as 90, \"90s\" or \"5m\""},"splitSeconds":{"type":["number","string"],"description":"a duration such as 90, \"90s\" or \"5m\""},"mergeSeconds":{"type":["number","string"],"description":"a duration such as 90, \"90s\" or \"5m\""},"jobSeconds":{"type":["number","string"],"description":"a duration such as 90, \"90s\" or \"5m\""},"memory":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"memoryCap":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"cpus":{"type":["number","string"],"description":"a number of cores such as 1 or 0.5"},"pids":{"type":["number","string"],"description":"a whole number of at least 1"},"scratchBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"resultsBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"cacheBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"logBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"packageBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"wheelBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"packageFiles":{"type":["number","string"],"description":"a whole number of at least 1"},"packageDepth":{"type":["number","string"],"description":"a whole number of at least 1"},"layerBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""},"windowFragments":{"type":["number","string"],"description":"a whole number of at least 1"},"windowBytes":{"type":["number","string"],"description":"a size such as 4096, \"64KiB\" or \"16MB\""}}},"workers":{"type":"integer","minimum":1,"maximum":1024,"description":"a whole number from 1 to 1024"},"params":{"type":"object","description":"an object such as { \"properties\": { \"width\": { \"type\": \"integer\", \"default\": 3 } } }"},"python":{"const":"3.13","description":"\"3.13\", the version that the sandbox has"}}};
const pattern4 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", "u");
const pattern5 = new RegExp("^[\\s\\S]{0,4096}$", "u");
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
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((((key0 === "name") || (key0 === "description")) || (key0 === "ordered")) || (key0 === "limits")) || (key0 === "workers")) || (key0 === "params")) || (key0 === "python"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err1 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$",parentSchema:schema31.properties.name,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.name.type,parentSchema:schema31.properties.name,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.description !== undefined){
let data1 = data.description;
if(typeof data1 === "string"){
if(!pattern5.test(data1)){
const err3 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "^[\\s\\S]{0,4096}$"},message:"must match pattern \""+"^[\\s\\S]{0,4096}$"+"\"",schema:"^[\\s\\S]{0,4096}$",parentSchema:schema31.properties.description,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.description.type,parentSchema:schema31.properties.description,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.ordered !== undefined){
let data2 = data.ordered;
if(typeof data2 !== "boolean"){
const err5 = {instancePath:instancePath+"/ordered",schemaPath:"#/properties/ordered/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema31.properties.ordered.type,parentSchema:schema31.properties.ordered,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.limits !== undefined){
let data3 = data.limits;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
if(!(func1.call(schema31.properties.limits.properties, key1))){
const err6 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.limits,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data3.fragmentBytes !== undefined){
let data4 = data3.fragmentBytes;
if((!((typeof data4 == "number") && (isFinite(data4)))) && (typeof data4 !== "string")){
const err7 = {instancePath:instancePath+"/limits/fragmentBytes",schemaPath:"#/properties/limits/properties/fragmentBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.fragmentBytes.type,parentSchema:schema31.properties.limits.properties.fragmentBytes,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data3.resultBytes !== undefined){
let data5 = data3.resultBytes;
if((!((typeof data5 == "number") && (isFinite(data5)))) && (typeof data5 !== "string")){
const err8 = {instancePath:instancePath+"/limits/resultBytes",schemaPath:"#/properties/limits/properties/resultBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.resultBytes.type,parentSchema:schema31.properties.limits.properties.resultBytes,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data3.fragments !== undefined){
let data6 = data3.fragments;
if((!((typeof data6 == "number") && (isFinite(data6)))) && (typeof data6 !== "string")){
const err9 = {instancePath:instancePath+"/limits/fragments",schemaPath:"#/properties/limits/properties/fragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragments.type},message:"must be number,string",schema:schema31.properties.limits.properties.fragments.type,parentSchema:schema31.properties.limits.properties.fragments,data:data6};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data3.totalBytes !== undefined){
let data7 = data3.totalBytes;
if((!((typeof data7 == "number") && (isFinite(data7)))) && (typeof data7 !== "string")){
const err10 = {instancePath:instancePath+"/limits/totalBytes",schemaPath:"#/properties/limits/properties/totalBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.totalBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.totalBytes.type,parentSchema:schema31.properties.limits.properties.totalBytes,data:data7};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data3.recursionDepth !== undefined){
let data8 = data3.recursionDepth;
if((!((typeof data8 == "number") && (isFinite(data8)))) && (typeof data8 !== "string")){
const err11 = {instancePath:instancePath+"/limits/recursionDepth",schemaPath:"#/properties/limits/properties/recursionDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.recursionDepth.type},message:"must be number,string",schema:schema31.properties.limits.properties.recursionDepth.type,parentSchema:schema31.properties.limits.properties.recursionDepth,data:data8};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data3.fragmentSeconds !== undefined){
let data9 = data3.fragmentSeconds;
if((!((typeof data9 == "number") && (isFinite(data9)))) && (typeof data9 !== "string")){
const err12 = {instancePath:instancePath+"/limits/fragmentSeconds",schemaPath:"#/properties/limits/properties/fragmentSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentSeconds.type},message:"must be number,string",schema:schema31.properties.limits.properties.fragmentSeconds.type,parentSchema:schema31.properties.limits.properties.fragmentSeconds,data:data9};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data3.splitSeconds !== undefined){
let data10 = data3.splitSeconds;
if((!((typeof data10 == "number") && (isFinite(data10)))) && (typeof data10 !== "string")){
const err13 = {instancePath:instancePath+"/limits/splitSeconds",schemaPath:"#/properties/limits/properties/splitSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.splitSeconds.type},message:"must be number,string",schema:schema31.properties.limits.properties.splitSeconds.type,parentSchema:schema31.properties.limits.properties.splitSeconds,data:data10};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data3.mergeSeconds !== undefined){
let data11 = data3.mergeSeconds;
if((!((typeof data11 == "number") && (isFinite(data11)))) && (typeof data11 !== "string")){
const err14 = {instancePath:instancePath+"/limits/mergeSeconds",schemaPath:"#/properties/limits/properties/mergeSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.mergeSeconds.type},message:"must be number,string",schema:schema31.properties.limits.properties.mergeSeconds.type,parentSchema:schema31.properties.limits.properties.mergeSeconds,data:data11};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data3.jobSeconds !== undefined){
let data12 = data3.jobSeconds;
if((!((typeof data12 == "number") && (isFinite(data12)))) && (typeof data12 !== "string")){
const err15 = {instancePath:instancePath+"/limits/jobSeconds",schemaPath:"#/properties/limits/properties/jobSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.jobSeconds.type},message:"must be number,string",schema:schema31.properties.limits.properties.jobSeconds.type,parentSchema:schema31.properties.limits.properties.jobSeconds,data:data12};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data3.memory !== undefined){
let data13 = data3.memory;
if((!((typeof data13 == "number") && (isFinite(data13)))) && (typeof data13 !== "string")){
const err16 = {instancePath:instancePath+"/limits/memory",schemaPath:"#/properties/limits/properties/memory/type",keyword:"type",params:{type: schema31.properties.limits.properties.memory.type},message:"must be number,string",schema:schema31.properties.limits.properties.memory.type,parentSchema:schema31.properties.limits.properties.memory,data:data13};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data3.memoryCap !== undefined){
let data14 = data3.memoryCap;
if((!((typeof data14 == "number") && (isFinite(data14)))) && (typeof data14 !== "string")){
const err17 = {instancePath:instancePath+"/limits/memoryCap",schemaPath:"#/properties/limits/properties/memoryCap/type",keyword:"type",params:{type: schema31.properties.limits.properties.memoryCap.type},message:"must be number,string",schema:schema31.properties.limits.properties.memoryCap.type,parentSchema:schema31.properties.limits.properties.memoryCap,data:data14};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data3.cpus !== undefined){
let data15 = data3.cpus;
if((!((typeof data15 == "number") && (isFinite(data15)))) && (typeof data15 !== "string")){
const err18 = {instancePath:instancePath+"/limits/cpus",schemaPath:"#/properties/limits/properties/cpus/type",keyword:"type",params:{type: schema31.properties.limits.properties.cpus.type},message:"must be number,string",schema:schema31.properties.limits.properties.cpus.type,parentSchema:schema31.properties.limits.properties.cpus,data:data15};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data3.pids !== undefined){
let data16 = data3.pids;
if((!((typeof data16 == "number") && (isFinite(data16)))) && (typeof data16 !== "string")){
const err19 = {instancePath:instancePath+"/limits/pids",schemaPath:"#/properties/limits/properties/pids/type",keyword:"type",params:{type: schema31.properties.limits.properties.pids.type},message:"must be number,string",schema:schema31.properties.limits.properties.pids.type,parentSchema:schema31.properties.limits.properties.pids,data:data16};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data3.scratchBytes !== undefined){
let data17 = data3.scratchBytes;
if((!((typeof data17 == "number") && (isFinite(data17)))) && (typeof data17 !== "string")){
const err20 = {instancePath:instancePath+"/limits/scratchBytes",schemaPath:"#/properties/limits/properties/scratchBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.scratchBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.scratchBytes.type,parentSchema:schema31.properties.limits.properties.scratchBytes,data:data17};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data3.resultsBytes !== undefined){
let data18 = data3.resultsBytes;
if((!((typeof data18 == "number") && (isFinite(data18)))) && (typeof data18 !== "string")){
const err21 = {instancePath:instancePath+"/limits/resultsBytes",schemaPath:"#/properties/limits/properties/resultsBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultsBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.resultsBytes.type,parentSchema:schema31.properties.limits.properties.resultsBytes,data:data18};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data3.cacheBytes !== undefined){
let data19 = data3.cacheBytes;
if((!((typeof data19 == "number") && (isFinite(data19)))) && (typeof data19 !== "string")){
const err22 = {instancePath:instancePath+"/limits/cacheBytes",schemaPath:"#/properties/limits/properties/cacheBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.cacheBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.cacheBytes.type,parentSchema:schema31.properties.limits.properties.cacheBytes,data:data19};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data3.logBytes !== undefined){
let data20 = data3.logBytes;
if((!((typeof data20 == "number") && (isFinite(data20)))) && (typeof data20 !== "string")){
const err23 = {instancePath:instancePath+"/limits/logBytes",schemaPath:"#/properties/limits/properties/logBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.logBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.logBytes.type,parentSchema:schema31.properties.limits.properties.logBytes,data:data20};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data3.packageBytes !== undefined){
let data21 = data3.packageBytes;
if((!((typeof data21 == "number") && (isFinite(data21)))) && (typeof data21 !== "string")){
const err24 = {instancePath:instancePath+"/limits/packageBytes",schemaPath:"#/properties/limits/properties/packageBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.packageBytes.type,parentSchema:schema31.properties.limits.properties.packageBytes,data:data21};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data3.wheelBytes !== undefined){
let data22 = data3.wheelBytes;
if((!((typeof data22 == "number") && (isFinite(data22)))) && (typeof data22 !== "string")){
const err25 = {instancePath:instancePath+"/limits/wheelBytes",schemaPath:"#/properties/limits/properties/wheelBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.wheelBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.wheelBytes.type,parentSchema:schema31.properties.limits.properties.wheelBytes,data:data22};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data3.packageFiles !== undefined){
let data23 = data3.packageFiles;
if((!((typeof data23 == "number") && (isFinite(data23)))) && (typeof data23 !== "string")){
const err26 = {instancePath:instancePath+"/limits/packageFiles",schemaPath:"#/properties/limits/properties/packageFiles/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageFiles.type},message:"must be number,string",schema:schema31.properties.limits.properties.packageFiles.type,parentSchema:schema31.properties.limits.properties.packageFiles,data:data23};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data3.packageDepth !== undefined){
let data24 = data3.packageDepth;
if((!((typeof data24 == "number") && (isFinite(data24)))) && (typeof data24 !== "string")){
const err27 = {instancePath:instancePath+"/limits/packageDepth",schemaPath:"#/properties/limits/properties/packageDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageDepth.type},message:"must be number,string",schema:schema31.properties.limits.properties.packageDepth.type,parentSchema:schema31.properties.limits.properties.packageDepth,data:data24};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data3.layerBytes !== undefined){
let data25 = data3.layerBytes;
if((!((typeof data25 == "number") && (isFinite(data25)))) && (typeof data25 !== "string")){
const err28 = {instancePath:instancePath+"/limits/layerBytes",schemaPath:"#/properties/limits/properties/layerBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.layerBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.layerBytes.type,parentSchema:schema31.properties.limits.properties.layerBytes,data:data25};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data3.windowFragments !== undefined){
let data26 = data3.windowFragments;
if((!((typeof data26 == "number") && (isFinite(data26)))) && (typeof data26 !== "string")){
const err29 = {instancePath:instancePath+"/limits/windowFragments",schemaPath:"#/properties/limits/properties/windowFragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowFragments.type},message:"must be number,string",schema:schema31.properties.limits.properties.windowFragments.type,parentSchema:schema31.properties.limits.properties.windowFragments,data:data26};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data3.windowBytes !== undefined){
let data27 = data3.windowBytes;
if((!((typeof data27 == "number") && (isFinite(data27)))) && (typeof data27 !== "string")){
const err30 = {instancePath:instancePath+"/limits/windowBytes",schemaPath:"#/properties/limits/properties/windowBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowBytes.type},message:"must be number,string",schema:schema31.properties.limits.properties.windowBytes.type,parentSchema:schema31.properties.limits.properties.windowBytes,data:data27};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.limits.type,parentSchema:schema31.properties.limits,data:data3};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.workers !== undefined){
let data28 = data.workers;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
const err32 = {instancePath:instancePath+"/workers",schemaPath:"#/properties/workers/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.workers.type,parentSchema:schema31.properties.workers,data:data28};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 > 1024 || isNaN(data28)){
const err33 = {instancePath:instancePath+"/workers",schemaPath:"#/properties/workers/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1024},message:"must be <= 1024",schema:1024,parentSchema:schema31.properties.workers,data:data28};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data28 < 1 || isNaN(data28)){
const err34 = {instancePath:instancePath+"/workers",schemaPath:"#/properties/workers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.workers,data:data28};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
if(data.params !== undefined){
let data29 = data.params;
if(!(data29 && typeof data29 == "object" && !Array.isArray(data29))){
const err35 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.params.type,parentSchema:schema31.properties.params,data:data29};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.python !== undefined){
let data30 = data.python;
if("3.13" !== data30){
const err36 = {instancePath:instancePath+"/python",schemaPath:"#/properties/python/const",keyword:"const",params:{allowedValue: "3.13"},message:"must be equal to constant",schema:"3.13",parentSchema:schema31.properties.python,data:data30};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
