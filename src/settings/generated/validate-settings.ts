// @ts-nocheck
// Written by `npm run validators` from settings.ts: compiled by ajv once, and not at every start.
export const validateSettings = validate20;
const schema31 = {"type":"object","additionalProperties":false,"properties":{"home":{"type":"string","minLength":1},"python":{"type":"string","minLength":1},"ociRuntime":{"type":"string","minLength":1},"chief":{"type":"string","minLength":1},"token":{"type":"string","minLength":1},"engine":{"type":"object","additionalProperties":false,"properties":{"allowUnbounded":{"type":"boolean"}}},"cluster":{"type":"object","additionalProperties":false,"properties":{"engine":{"enum":["own","swarm"]},"registry":{"type":"string","minLength":1},"subnet":{"type":"string","minLength":1},"ownWorkers":{"type":"integer","minimum":0,"maximum":9007199254740991},"mtu":{"type":"integer","minimum":576,"maximum":65535}}},"pip":{"type":"object","additionalProperties":false,"properties":{"indexUrl":{"type":"string","minLength":1},"mirrors":{"type":"array","items":{"type":"string","minLength":1}},"credentials":{"type":"string","minLength":1},"hosts":{"type":"array","items":{"type":"string","minLength":1}},"wheels":{"type":"string","minLength":1},"certificates":{"type":"string","minLength":1}}},"limits":{"type":"object","additionalProperties":false,"properties":{"fragmentBytes":{"type":["number","string"]},"resultBytes":{"type":["number","string"]},"fragments":{"type":["number","string"]},"totalBytes":{"type":["number","string"]},"recursionDepth":{"type":["number","string"]},"fragmentSeconds":{"type":["number","string"]},"splitSeconds":{"type":["number","string"]},"mergeSeconds":{"type":["number","string"]},"jobSeconds":{"type":["number","string"]},"memory":{"type":["number","string"]},"memoryCap":{"type":["number","string"]},"cpus":{"type":["number","string"]},"pids":{"type":["number","string"]},"scratchBytes":{"type":["number","string"]},"resultsBytes":{"type":["number","string"]},"cacheBytes":{"type":["number","string"]},"logBytes":{"type":["number","string"]},"packageBytes":{"type":["number","string"]},"wheelBytes":{"type":["number","string"]},"packageFiles":{"type":["number","string"]},"packageDepth":{"type":["number","string"]},"layerBytes":{"type":["number","string"]},"windowFragments":{"type":["number","string"]},"windowBytes":{"type":["number","string"]}}},"checks":{"type":"object","additionalProperties":false,"properties":{"helperGenerators":{"enum":["error","warning"]}}},"serve":{"type":"object","additionalProperties":false,"properties":{"slots":{"type":"integer","minimum":1,"maximum":9007199254740991},"runningJobs":{"type":"integer","minimum":1,"maximum":9007199254740991},"warmJobs":{"type":"integer","minimum":0,"maximum":9007199254740991},"queuedJobs":{"type":"integer","minimum":1,"maximum":9007199254740991},"queuedJobsPerAccount":{"type":"integer","minimum":1,"maximum":9007199254740991},"quotaBytes":{"type":["number","string"]},"datasetBytes":{"type":["number","string"]},"librariesBytes":{"type":["number","string"]},"reserveBytes":{"type":["number","string"]},"memoryBytes":{"type":["number","string"]},"requestsPerSecond":{"type":"integer","minimum":1,"maximum":9007199254740991},"requestBurst":{"type":"integer","minimum":1,"maximum":9007199254740991},"ociRuntimes":{"type":"array","items":{"type":"string","minLength":1}},"hostNames":{"type":"array","items":{"type":"string","minLength":1}},"allowedOrigins":{"type":"array","items":{"type":"string","minLength":1}},"trustedProxies":{"type":"array","items":{"type":"string","minLength":1}},"retention":{"type":"object","additionalProperties":false,"properties":{"results":{"type":["number","string"]},"failed":{"type":["number","string"]},"packages":{"type":["number","string"]},"datasets":{"type":["number","string"]},"uploads":{"type":["number","string"]},"tokens":{"type":["number","string"]},"audit":{"type":["number","string"]}}},"webhooks":{"type":"object","additionalProperties":false,"properties":{"allow":{"type":"array","items":{"type":"string","minLength":1}}}},"policy":{"type":"object","additionalProperties":false,"properties":{"process-limit":{"enum":["note","strike"]},"protocol":{"enum":["note","strike"]},"evil-archive":{"enum":["note","strike"]},"network":{"enum":["note","strike"]},"process":{"enum":["note","strike"]},"native-code":{"enum":["note","strike"]},"dynamic-code":{"enum":["note","strike"]},"kernel":{"enum":["note","strike"]},"other-job":{"enum":["note","strike"]}}}}}}};
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
if(!(func1.call(schema31.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.home !== undefined){
let data0 = data.home;
if(typeof data0 === "string"){
if(data0.length < 1){
const err1 = {instancePath:instancePath+"/home",schemaPath:"#/properties/home/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
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
const err2 = {instancePath:instancePath+"/home",schemaPath:"#/properties/home/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.python !== undefined){
let data1 = data.python;
if(typeof data1 === "string"){
if(data1.length < 1){
const err3 = {instancePath:instancePath+"/python",schemaPath:"#/properties/python/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
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
const err4 = {instancePath:instancePath+"/python",schemaPath:"#/properties/python/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.ociRuntime !== undefined){
let data2 = data.ociRuntime;
if(typeof data2 === "string"){
if(data2.length < 1){
const err5 = {instancePath:instancePath+"/ociRuntime",schemaPath:"#/properties/ociRuntime/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/ociRuntime",schemaPath:"#/properties/ociRuntime/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.chief !== undefined){
let data3 = data.chief;
if(typeof data3 === "string"){
if(data3.length < 1){
const err7 = {instancePath:instancePath+"/chief",schemaPath:"#/properties/chief/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/chief",schemaPath:"#/properties/chief/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.token !== undefined){
let data4 = data.token;
if(typeof data4 === "string"){
if(data4.length < 1){
const err9 = {instancePath:instancePath+"/token",schemaPath:"#/properties/token/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/token",schemaPath:"#/properties/token/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.engine !== undefined){
let data5 = data.engine;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 in data5){
if(!(key1 === "allowUnbounded")){
const err11 = {instancePath:instancePath+"/engine",schemaPath:"#/properties/engine/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data5.allowUnbounded !== undefined){
if(typeof data5.allowUnbounded !== "boolean"){
const err12 = {instancePath:instancePath+"/engine/allowUnbounded",schemaPath:"#/properties/engine/properties/allowUnbounded/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/engine",schemaPath:"#/properties/engine/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.cluster !== undefined){
let data7 = data.cluster;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key2 in data7){
if(!(((((key2 === "engine") || (key2 === "registry")) || (key2 === "subnet")) || (key2 === "ownWorkers")) || (key2 === "mtu"))){
const err14 = {instancePath:instancePath+"/cluster",schemaPath:"#/properties/cluster/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data7.engine !== undefined){
let data8 = data7.engine;
if(!((data8 === "own") || (data8 === "swarm"))){
const err15 = {instancePath:instancePath+"/cluster/engine",schemaPath:"#/properties/cluster/properties/engine/enum",keyword:"enum",params:{allowedValues: schema31.properties.cluster.properties.engine.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data7.registry !== undefined){
let data9 = data7.registry;
if(typeof data9 === "string"){
if(data9.length < 1){
const err16 = {instancePath:instancePath+"/cluster/registry",schemaPath:"#/properties/cluster/properties/registry/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/cluster/registry",schemaPath:"#/properties/cluster/properties/registry/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data7.subnet !== undefined){
let data10 = data7.subnet;
if(typeof data10 === "string"){
if(data10.length < 1){
const err18 = {instancePath:instancePath+"/cluster/subnet",schemaPath:"#/properties/cluster/properties/subnet/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/cluster/subnet",schemaPath:"#/properties/cluster/properties/subnet/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data7.ownWorkers !== undefined){
let data11 = data7.ownWorkers;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err20 = {instancePath:instancePath+"/cluster/ownWorkers",schemaPath:"#/properties/cluster/properties/ownWorkers/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 9007199254740991 || isNaN(data11)){
const err21 = {instancePath:instancePath+"/cluster/ownWorkers",schemaPath:"#/properties/cluster/properties/ownWorkers/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data11 < 0 || isNaN(data11)){
const err22 = {instancePath:instancePath+"/cluster/ownWorkers",schemaPath:"#/properties/cluster/properties/ownWorkers/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
if(data7.mtu !== undefined){
let data12 = data7.mtu;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err23 = {instancePath:instancePath+"/cluster/mtu",schemaPath:"#/properties/cluster/properties/mtu/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 65535 || isNaN(data12)){
const err24 = {instancePath:instancePath+"/cluster/mtu",schemaPath:"#/properties/cluster/properties/mtu/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535"};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data12 < 576 || isNaN(data12)){
const err25 = {instancePath:instancePath+"/cluster/mtu",schemaPath:"#/properties/cluster/properties/mtu/minimum",keyword:"minimum",params:{comparison: ">=", limit: 576},message:"must be >= 576"};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
}
else {
const err26 = {instancePath:instancePath+"/cluster",schemaPath:"#/properties/cluster/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.pip !== undefined){
let data13 = data.pip;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key3 in data13){
if(!((((((key3 === "indexUrl") || (key3 === "mirrors")) || (key3 === "credentials")) || (key3 === "hosts")) || (key3 === "wheels")) || (key3 === "certificates"))){
const err27 = {instancePath:instancePath+"/pip",schemaPath:"#/properties/pip/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data13.indexUrl !== undefined){
let data14 = data13.indexUrl;
if(typeof data14 === "string"){
if(data14.length < 1){
const err28 = {instancePath:instancePath+"/pip/indexUrl",schemaPath:"#/properties/pip/properties/indexUrl/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/pip/indexUrl",schemaPath:"#/properties/pip/properties/indexUrl/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data13.mirrors !== undefined){
let data15 = data13.mirrors;
if(Array.isArray(data15)){
const len0 = data15.length;
for(let i0=0; i0<len0; i0++){
let data16 = data15[i0];
if(typeof data16 === "string"){
if(data16.length < 1){
const err30 = {instancePath:instancePath+"/pip/mirrors/" + i0,schemaPath:"#/properties/pip/properties/mirrors/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/pip/mirrors/" + i0,schemaPath:"#/properties/pip/properties/mirrors/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/pip/mirrors",schemaPath:"#/properties/pip/properties/mirrors/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data13.credentials !== undefined){
let data17 = data13.credentials;
if(typeof data17 === "string"){
if(data17.length < 1){
const err33 = {instancePath:instancePath+"/pip/credentials",schemaPath:"#/properties/pip/properties/credentials/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/pip/credentials",schemaPath:"#/properties/pip/properties/credentials/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data13.hosts !== undefined){
let data18 = data13.hosts;
if(Array.isArray(data18)){
const len1 = data18.length;
for(let i1=0; i1<len1; i1++){
let data19 = data18[i1];
if(typeof data19 === "string"){
if(data19.length < 1){
const err35 = {instancePath:instancePath+"/pip/hosts/" + i1,schemaPath:"#/properties/pip/properties/hosts/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/pip/hosts/" + i1,schemaPath:"#/properties/pip/properties/hosts/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
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
const err37 = {instancePath:instancePath+"/pip/hosts",schemaPath:"#/properties/pip/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data13.wheels !== undefined){
let data20 = data13.wheels;
if(typeof data20 === "string"){
if(data20.length < 1){
const err38 = {instancePath:instancePath+"/pip/wheels",schemaPath:"#/properties/pip/properties/wheels/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/pip/wheels",schemaPath:"#/properties/pip/properties/wheels/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data13.certificates !== undefined){
let data21 = data13.certificates;
if(typeof data21 === "string"){
if(data21.length < 1){
const err40 = {instancePath:instancePath+"/pip/certificates",schemaPath:"#/properties/pip/properties/certificates/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/pip/certificates",schemaPath:"#/properties/pip/properties/certificates/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/pip",schemaPath:"#/properties/pip/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.limits !== undefined){
let data22 = data.limits;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
for(const key4 in data22){
if(!(func1.call(schema31.properties.limits.properties, key4))){
const err43 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data22.fragmentBytes !== undefined){
let data23 = data22.fragmentBytes;
if((!((typeof data23 == "number") && (isFinite(data23)))) && (typeof data23 !== "string")){
const err44 = {instancePath:instancePath+"/limits/fragmentBytes",schemaPath:"#/properties/limits/properties/fragmentBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data22.resultBytes !== undefined){
let data24 = data22.resultBytes;
if((!((typeof data24 == "number") && (isFinite(data24)))) && (typeof data24 !== "string")){
const err45 = {instancePath:instancePath+"/limits/resultBytes",schemaPath:"#/properties/limits/properties/resultBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data22.fragments !== undefined){
let data25 = data22.fragments;
if((!((typeof data25 == "number") && (isFinite(data25)))) && (typeof data25 !== "string")){
const err46 = {instancePath:instancePath+"/limits/fragments",schemaPath:"#/properties/limits/properties/fragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragments.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data22.totalBytes !== undefined){
let data26 = data22.totalBytes;
if((!((typeof data26 == "number") && (isFinite(data26)))) && (typeof data26 !== "string")){
const err47 = {instancePath:instancePath+"/limits/totalBytes",schemaPath:"#/properties/limits/properties/totalBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.totalBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data22.recursionDepth !== undefined){
let data27 = data22.recursionDepth;
if((!((typeof data27 == "number") && (isFinite(data27)))) && (typeof data27 !== "string")){
const err48 = {instancePath:instancePath+"/limits/recursionDepth",schemaPath:"#/properties/limits/properties/recursionDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.recursionDepth.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data22.fragmentSeconds !== undefined){
let data28 = data22.fragmentSeconds;
if((!((typeof data28 == "number") && (isFinite(data28)))) && (typeof data28 !== "string")){
const err49 = {instancePath:instancePath+"/limits/fragmentSeconds",schemaPath:"#/properties/limits/properties/fragmentSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.fragmentSeconds.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data22.splitSeconds !== undefined){
let data29 = data22.splitSeconds;
if((!((typeof data29 == "number") && (isFinite(data29)))) && (typeof data29 !== "string")){
const err50 = {instancePath:instancePath+"/limits/splitSeconds",schemaPath:"#/properties/limits/properties/splitSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.splitSeconds.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data22.mergeSeconds !== undefined){
let data30 = data22.mergeSeconds;
if((!((typeof data30 == "number") && (isFinite(data30)))) && (typeof data30 !== "string")){
const err51 = {instancePath:instancePath+"/limits/mergeSeconds",schemaPath:"#/properties/limits/properties/mergeSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.mergeSeconds.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data22.jobSeconds !== undefined){
let data31 = data22.jobSeconds;
if((!((typeof data31 == "number") && (isFinite(data31)))) && (typeof data31 !== "string")){
const err52 = {instancePath:instancePath+"/limits/jobSeconds",schemaPath:"#/properties/limits/properties/jobSeconds/type",keyword:"type",params:{type: schema31.properties.limits.properties.jobSeconds.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data22.memory !== undefined){
let data32 = data22.memory;
if((!((typeof data32 == "number") && (isFinite(data32)))) && (typeof data32 !== "string")){
const err53 = {instancePath:instancePath+"/limits/memory",schemaPath:"#/properties/limits/properties/memory/type",keyword:"type",params:{type: schema31.properties.limits.properties.memory.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data22.memoryCap !== undefined){
let data33 = data22.memoryCap;
if((!((typeof data33 == "number") && (isFinite(data33)))) && (typeof data33 !== "string")){
const err54 = {instancePath:instancePath+"/limits/memoryCap",schemaPath:"#/properties/limits/properties/memoryCap/type",keyword:"type",params:{type: schema31.properties.limits.properties.memoryCap.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data22.cpus !== undefined){
let data34 = data22.cpus;
if((!((typeof data34 == "number") && (isFinite(data34)))) && (typeof data34 !== "string")){
const err55 = {instancePath:instancePath+"/limits/cpus",schemaPath:"#/properties/limits/properties/cpus/type",keyword:"type",params:{type: schema31.properties.limits.properties.cpus.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data22.pids !== undefined){
let data35 = data22.pids;
if((!((typeof data35 == "number") && (isFinite(data35)))) && (typeof data35 !== "string")){
const err56 = {instancePath:instancePath+"/limits/pids",schemaPath:"#/properties/limits/properties/pids/type",keyword:"type",params:{type: schema31.properties.limits.properties.pids.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data22.scratchBytes !== undefined){
let data36 = data22.scratchBytes;
if((!((typeof data36 == "number") && (isFinite(data36)))) && (typeof data36 !== "string")){
const err57 = {instancePath:instancePath+"/limits/scratchBytes",schemaPath:"#/properties/limits/properties/scratchBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.scratchBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data22.resultsBytes !== undefined){
let data37 = data22.resultsBytes;
if((!((typeof data37 == "number") && (isFinite(data37)))) && (typeof data37 !== "string")){
const err58 = {instancePath:instancePath+"/limits/resultsBytes",schemaPath:"#/properties/limits/properties/resultsBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.resultsBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data22.cacheBytes !== undefined){
let data38 = data22.cacheBytes;
if((!((typeof data38 == "number") && (isFinite(data38)))) && (typeof data38 !== "string")){
const err59 = {instancePath:instancePath+"/limits/cacheBytes",schemaPath:"#/properties/limits/properties/cacheBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.cacheBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data22.logBytes !== undefined){
let data39 = data22.logBytes;
if((!((typeof data39 == "number") && (isFinite(data39)))) && (typeof data39 !== "string")){
const err60 = {instancePath:instancePath+"/limits/logBytes",schemaPath:"#/properties/limits/properties/logBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.logBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data22.packageBytes !== undefined){
let data40 = data22.packageBytes;
if((!((typeof data40 == "number") && (isFinite(data40)))) && (typeof data40 !== "string")){
const err61 = {instancePath:instancePath+"/limits/packageBytes",schemaPath:"#/properties/limits/properties/packageBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data22.wheelBytes !== undefined){
let data41 = data22.wheelBytes;
if((!((typeof data41 == "number") && (isFinite(data41)))) && (typeof data41 !== "string")){
const err62 = {instancePath:instancePath+"/limits/wheelBytes",schemaPath:"#/properties/limits/properties/wheelBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.wheelBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data22.packageFiles !== undefined){
let data42 = data22.packageFiles;
if((!((typeof data42 == "number") && (isFinite(data42)))) && (typeof data42 !== "string")){
const err63 = {instancePath:instancePath+"/limits/packageFiles",schemaPath:"#/properties/limits/properties/packageFiles/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageFiles.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data22.packageDepth !== undefined){
let data43 = data22.packageDepth;
if((!((typeof data43 == "number") && (isFinite(data43)))) && (typeof data43 !== "string")){
const err64 = {instancePath:instancePath+"/limits/packageDepth",schemaPath:"#/properties/limits/properties/packageDepth/type",keyword:"type",params:{type: schema31.properties.limits.properties.packageDepth.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data22.layerBytes !== undefined){
let data44 = data22.layerBytes;
if((!((typeof data44 == "number") && (isFinite(data44)))) && (typeof data44 !== "string")){
const err65 = {instancePath:instancePath+"/limits/layerBytes",schemaPath:"#/properties/limits/properties/layerBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.layerBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data22.windowFragments !== undefined){
let data45 = data22.windowFragments;
if((!((typeof data45 == "number") && (isFinite(data45)))) && (typeof data45 !== "string")){
const err66 = {instancePath:instancePath+"/limits/windowFragments",schemaPath:"#/properties/limits/properties/windowFragments/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowFragments.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
if(data22.windowBytes !== undefined){
let data46 = data22.windowBytes;
if((!((typeof data46 == "number") && (isFinite(data46)))) && (typeof data46 !== "string")){
const err67 = {instancePath:instancePath+"/limits/windowBytes",schemaPath:"#/properties/limits/properties/windowBytes/type",keyword:"type",params:{type: schema31.properties.limits.properties.windowBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data.checks !== undefined){
let data47 = data.checks;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
for(const key5 in data47){
if(!(key5 === "helperGenerators")){
const err69 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data47.helperGenerators !== undefined){
let data48 = data47.helperGenerators;
if(!((data48 === "error") || (data48 === "warning"))){
const err70 = {instancePath:instancePath+"/checks/helperGenerators",schemaPath:"#/properties/checks/properties/helperGenerators/enum",keyword:"enum",params:{allowedValues: schema31.properties.checks.properties.helperGenerators.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data.serve !== undefined){
let data49 = data.serve;
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
for(const key6 in data49){
if(!(func1.call(schema31.properties.serve.properties, key6))){
const err72 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data49.slots !== undefined){
let data50 = data49.slots;
if(!(((typeof data50 == "number") && (!(data50 % 1) && !isNaN(data50))) && (isFinite(data50)))){
const err73 = {instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
if((typeof data50 == "number") && (isFinite(data50))){
if(data50 > 9007199254740991 || isNaN(data50)){
const err74 = {instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
if(data50 < 1 || isNaN(data50)){
const err75 = {instancePath:instancePath+"/serve/slots",schemaPath:"#/properties/serve/properties/slots/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
if(data49.runningJobs !== undefined){
let data51 = data49.runningJobs;
if(!(((typeof data51 == "number") && (!(data51 % 1) && !isNaN(data51))) && (isFinite(data51)))){
const err76 = {instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
if((typeof data51 == "number") && (isFinite(data51))){
if(data51 > 9007199254740991 || isNaN(data51)){
const err77 = {instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
if(data51 < 1 || isNaN(data51)){
const err78 = {instancePath:instancePath+"/serve/runningJobs",schemaPath:"#/properties/serve/properties/runningJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
if(data49.warmJobs !== undefined){
let data52 = data49.warmJobs;
if(!(((typeof data52 == "number") && (!(data52 % 1) && !isNaN(data52))) && (isFinite(data52)))){
const err79 = {instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
if((typeof data52 == "number") && (isFinite(data52))){
if(data52 > 9007199254740991 || isNaN(data52)){
const err80 = {instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if(data52 < 0 || isNaN(data52)){
const err81 = {instancePath:instancePath+"/serve/warmJobs",schemaPath:"#/properties/serve/properties/warmJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
}
if(data49.queuedJobs !== undefined){
let data53 = data49.queuedJobs;
if(!(((typeof data53 == "number") && (!(data53 % 1) && !isNaN(data53))) && (isFinite(data53)))){
const err82 = {instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
if((typeof data53 == "number") && (isFinite(data53))){
if(data53 > 9007199254740991 || isNaN(data53)){
const err83 = {instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
if(data53 < 1 || isNaN(data53)){
const err84 = {instancePath:instancePath+"/serve/queuedJobs",schemaPath:"#/properties/serve/properties/queuedJobs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
}
if(data49.queuedJobsPerAccount !== undefined){
let data54 = data49.queuedJobsPerAccount;
if(!(((typeof data54 == "number") && (!(data54 % 1) && !isNaN(data54))) && (isFinite(data54)))){
const err85 = {instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if((typeof data54 == "number") && (isFinite(data54))){
if(data54 > 9007199254740991 || isNaN(data54)){
const err86 = {instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
if(data54 < 1 || isNaN(data54)){
const err87 = {instancePath:instancePath+"/serve/queuedJobsPerAccount",schemaPath:"#/properties/serve/properties/queuedJobsPerAccount/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
}
if(data49.quotaBytes !== undefined){
let data55 = data49.quotaBytes;
if((!((typeof data55 == "number") && (isFinite(data55)))) && (typeof data55 !== "string")){
const err88 = {instancePath:instancePath+"/serve/quotaBytes",schemaPath:"#/properties/serve/properties/quotaBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.quotaBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data49.datasetBytes !== undefined){
let data56 = data49.datasetBytes;
if((!((typeof data56 == "number") && (isFinite(data56)))) && (typeof data56 !== "string")){
const err89 = {instancePath:instancePath+"/serve/datasetBytes",schemaPath:"#/properties/serve/properties/datasetBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.datasetBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data49.librariesBytes !== undefined){
let data57 = data49.librariesBytes;
if((!((typeof data57 == "number") && (isFinite(data57)))) && (typeof data57 !== "string")){
const err90 = {instancePath:instancePath+"/serve/librariesBytes",schemaPath:"#/properties/serve/properties/librariesBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.librariesBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data49.reserveBytes !== undefined){
let data58 = data49.reserveBytes;
if((!((typeof data58 == "number") && (isFinite(data58)))) && (typeof data58 !== "string")){
const err91 = {instancePath:instancePath+"/serve/reserveBytes",schemaPath:"#/properties/serve/properties/reserveBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.reserveBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
if(data49.memoryBytes !== undefined){
let data59 = data49.memoryBytes;
if((!((typeof data59 == "number") && (isFinite(data59)))) && (typeof data59 !== "string")){
const err92 = {instancePath:instancePath+"/serve/memoryBytes",schemaPath:"#/properties/serve/properties/memoryBytes/type",keyword:"type",params:{type: schema31.properties.serve.properties.memoryBytes.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data49.requestsPerSecond !== undefined){
let data60 = data49.requestsPerSecond;
if(!(((typeof data60 == "number") && (!(data60 % 1) && !isNaN(data60))) && (isFinite(data60)))){
const err93 = {instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
if((typeof data60 == "number") && (isFinite(data60))){
if(data60 > 9007199254740991 || isNaN(data60)){
const err94 = {instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
if(data60 < 1 || isNaN(data60)){
const err95 = {instancePath:instancePath+"/serve/requestsPerSecond",schemaPath:"#/properties/serve/properties/requestsPerSecond/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
}
if(data49.requestBurst !== undefined){
let data61 = data49.requestBurst;
if(!(((typeof data61 == "number") && (!(data61 % 1) && !isNaN(data61))) && (isFinite(data61)))){
const err96 = {instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
if((typeof data61 == "number") && (isFinite(data61))){
if(data61 > 9007199254740991 || isNaN(data61)){
const err97 = {instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991},message:"must be <= 9007199254740991"};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
if(data61 < 1 || isNaN(data61)){
const err98 = {instancePath:instancePath+"/serve/requestBurst",schemaPath:"#/properties/serve/properties/requestBurst/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
if(data49.ociRuntimes !== undefined){
let data62 = data49.ociRuntimes;
if(Array.isArray(data62)){
const len2 = data62.length;
for(let i2=0; i2<len2; i2++){
let data63 = data62[i2];
if(typeof data63 === "string"){
if(data63.length < 1){
const err99 = {instancePath:instancePath+"/serve/ociRuntimes/" + i2,schemaPath:"#/properties/serve/properties/ociRuntimes/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
else {
const err100 = {instancePath:instancePath+"/serve/ociRuntimes/" + i2,schemaPath:"#/properties/serve/properties/ociRuntimes/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
}
else {
const err101 = {instancePath:instancePath+"/serve/ociRuntimes",schemaPath:"#/properties/serve/properties/ociRuntimes/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data49.hostNames !== undefined){
let data64 = data49.hostNames;
if(Array.isArray(data64)){
const len3 = data64.length;
for(let i3=0; i3<len3; i3++){
let data65 = data64[i3];
if(typeof data65 === "string"){
if(data65.length < 1){
const err102 = {instancePath:instancePath+"/serve/hostNames/" + i3,schemaPath:"#/properties/serve/properties/hostNames/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
else {
const err103 = {instancePath:instancePath+"/serve/hostNames/" + i3,schemaPath:"#/properties/serve/properties/hostNames/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
}
else {
const err104 = {instancePath:instancePath+"/serve/hostNames",schemaPath:"#/properties/serve/properties/hostNames/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
if(data49.allowedOrigins !== undefined){
let data66 = data49.allowedOrigins;
if(Array.isArray(data66)){
const len4 = data66.length;
for(let i4=0; i4<len4; i4++){
let data67 = data66[i4];
if(typeof data67 === "string"){
if(data67.length < 1){
const err105 = {instancePath:instancePath+"/serve/allowedOrigins/" + i4,schemaPath:"#/properties/serve/properties/allowedOrigins/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
else {
const err106 = {instancePath:instancePath+"/serve/allowedOrigins/" + i4,schemaPath:"#/properties/serve/properties/allowedOrigins/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
}
else {
const err107 = {instancePath:instancePath+"/serve/allowedOrigins",schemaPath:"#/properties/serve/properties/allowedOrigins/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
}
if(data49.trustedProxies !== undefined){
let data68 = data49.trustedProxies;
if(Array.isArray(data68)){
const len5 = data68.length;
for(let i5=0; i5<len5; i5++){
let data69 = data68[i5];
if(typeof data69 === "string"){
if(data69.length < 1){
const err108 = {instancePath:instancePath+"/serve/trustedProxies/" + i5,schemaPath:"#/properties/serve/properties/trustedProxies/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
else {
const err109 = {instancePath:instancePath+"/serve/trustedProxies/" + i5,schemaPath:"#/properties/serve/properties/trustedProxies/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
}
else {
const err110 = {instancePath:instancePath+"/serve/trustedProxies",schemaPath:"#/properties/serve/properties/trustedProxies/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
if(data49.retention !== undefined){
let data70 = data49.retention;
if(data70 && typeof data70 == "object" && !Array.isArray(data70)){
for(const key7 in data70){
if(!(((((((key7 === "results") || (key7 === "failed")) || (key7 === "packages")) || (key7 === "datasets")) || (key7 === "uploads")) || (key7 === "tokens")) || (key7 === "audit"))){
const err111 = {instancePath:instancePath+"/serve/retention",schemaPath:"#/properties/serve/properties/retention/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
if(data70.results !== undefined){
let data71 = data70.results;
if((!((typeof data71 == "number") && (isFinite(data71)))) && (typeof data71 !== "string")){
const err112 = {instancePath:instancePath+"/serve/retention/results",schemaPath:"#/properties/serve/properties/retention/properties/results/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.results.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data70.failed !== undefined){
let data72 = data70.failed;
if((!((typeof data72 == "number") && (isFinite(data72)))) && (typeof data72 !== "string")){
const err113 = {instancePath:instancePath+"/serve/retention/failed",schemaPath:"#/properties/serve/properties/retention/properties/failed/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.failed.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
if(data70.packages !== undefined){
let data73 = data70.packages;
if((!((typeof data73 == "number") && (isFinite(data73)))) && (typeof data73 !== "string")){
const err114 = {instancePath:instancePath+"/serve/retention/packages",schemaPath:"#/properties/serve/properties/retention/properties/packages/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.packages.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
if(data70.datasets !== undefined){
let data74 = data70.datasets;
if((!((typeof data74 == "number") && (isFinite(data74)))) && (typeof data74 !== "string")){
const err115 = {instancePath:instancePath+"/serve/retention/datasets",schemaPath:"#/properties/serve/properties/retention/properties/datasets/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.datasets.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data70.uploads !== undefined){
let data75 = data70.uploads;
if((!((typeof data75 == "number") && (isFinite(data75)))) && (typeof data75 !== "string")){
const err116 = {instancePath:instancePath+"/serve/retention/uploads",schemaPath:"#/properties/serve/properties/retention/properties/uploads/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.uploads.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
if(data70.tokens !== undefined){
let data76 = data70.tokens;
if((!((typeof data76 == "number") && (isFinite(data76)))) && (typeof data76 !== "string")){
const err117 = {instancePath:instancePath+"/serve/retention/tokens",schemaPath:"#/properties/serve/properties/retention/properties/tokens/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.tokens.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
if(data70.audit !== undefined){
let data77 = data70.audit;
if((!((typeof data77 == "number") && (isFinite(data77)))) && (typeof data77 !== "string")){
const err118 = {instancePath:instancePath+"/serve/retention/audit",schemaPath:"#/properties/serve/properties/retention/properties/audit/type",keyword:"type",params:{type: schema31.properties.serve.properties.retention.properties.audit.type},message:"must be number,string"};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
}
else {
const err119 = {instancePath:instancePath+"/serve/retention",schemaPath:"#/properties/serve/properties/retention/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
if(data49.webhooks !== undefined){
let data78 = data49.webhooks;
if(data78 && typeof data78 == "object" && !Array.isArray(data78)){
for(const key8 in data78){
if(!(key8 === "allow")){
const err120 = {instancePath:instancePath+"/serve/webhooks",schemaPath:"#/properties/serve/properties/webhooks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
if(data78.allow !== undefined){
let data79 = data78.allow;
if(Array.isArray(data79)){
const len6 = data79.length;
for(let i6=0; i6<len6; i6++){
let data80 = data79[i6];
if(typeof data80 === "string"){
if(data80.length < 1){
const err121 = {instancePath:instancePath+"/serve/webhooks/allow/" + i6,schemaPath:"#/properties/serve/properties/webhooks/properties/allow/items/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
else {
const err122 = {instancePath:instancePath+"/serve/webhooks/allow/" + i6,schemaPath:"#/properties/serve/properties/webhooks/properties/allow/items/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
}
else {
const err123 = {instancePath:instancePath+"/serve/webhooks/allow",schemaPath:"#/properties/serve/properties/webhooks/properties/allow/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
}
else {
const err124 = {instancePath:instancePath+"/serve/webhooks",schemaPath:"#/properties/serve/properties/webhooks/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
if(data49.policy !== undefined){
let data81 = data49.policy;
if(data81 && typeof data81 == "object" && !Array.isArray(data81)){
for(const key9 in data81){
if(!(func1.call(schema31.properties.serve.properties.policy.properties, key9))){
const err125 = {instancePath:instancePath+"/serve/policy",schemaPath:"#/properties/serve/properties/policy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
if(data81["process-limit"] !== undefined){
let data82 = data81["process-limit"];
if(!((data82 === "note") || (data82 === "strike"))){
const err126 = {instancePath:instancePath+"/serve/policy/process-limit",schemaPath:"#/properties/serve/properties/policy/properties/process-limit/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["process-limit"].enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
}
if(data81.protocol !== undefined){
let data83 = data81.protocol;
if(!((data83 === "note") || (data83 === "strike"))){
const err127 = {instancePath:instancePath+"/serve/policy/protocol",schemaPath:"#/properties/serve/properties/policy/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.protocol.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
}
if(data81["evil-archive"] !== undefined){
let data84 = data81["evil-archive"];
if(!((data84 === "note") || (data84 === "strike"))){
const err128 = {instancePath:instancePath+"/serve/policy/evil-archive",schemaPath:"#/properties/serve/properties/policy/properties/evil-archive/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["evil-archive"].enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
}
if(data81.network !== undefined){
let data85 = data81.network;
if(!((data85 === "note") || (data85 === "strike"))){
const err129 = {instancePath:instancePath+"/serve/policy/network",schemaPath:"#/properties/serve/properties/policy/properties/network/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.network.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
if(data81.process !== undefined){
let data86 = data81.process;
if(!((data86 === "note") || (data86 === "strike"))){
const err130 = {instancePath:instancePath+"/serve/policy/process",schemaPath:"#/properties/serve/properties/policy/properties/process/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.process.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
}
if(data81["native-code"] !== undefined){
let data87 = data81["native-code"];
if(!((data87 === "note") || (data87 === "strike"))){
const err131 = {instancePath:instancePath+"/serve/policy/native-code",schemaPath:"#/properties/serve/properties/policy/properties/native-code/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["native-code"].enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
}
if(data81["dynamic-code"] !== undefined){
let data88 = data81["dynamic-code"];
if(!((data88 === "note") || (data88 === "strike"))){
const err132 = {instancePath:instancePath+"/serve/policy/dynamic-code",schemaPath:"#/properties/serve/properties/policy/properties/dynamic-code/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["dynamic-code"].enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
}
if(data81.kernel !== undefined){
let data89 = data81.kernel;
if(!((data89 === "note") || (data89 === "strike"))){
const err133 = {instancePath:instancePath+"/serve/policy/kernel",schemaPath:"#/properties/serve/properties/policy/properties/kernel/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties.kernel.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
if(data81["other-job"] !== undefined){
let data90 = data81["other-job"];
if(!((data90 === "note") || (data90 === "strike"))){
const err134 = {instancePath:instancePath+"/serve/policy/other-job",schemaPath:"#/properties/serve/properties/policy/properties/other-job/enum",keyword:"enum",params:{allowedValues: schema31.properties.serve.properties.policy.properties["other-job"].enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
}
}
else {
const err135 = {instancePath:instancePath+"/serve/policy",schemaPath:"#/properties/serve/properties/policy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
}
}
else {
const err136 = {instancePath:instancePath+"/serve",schemaPath:"#/properties/serve/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
}
else {
const err137 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
