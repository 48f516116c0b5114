// Made by `npm run api-types` from the OpenAPI document sha256:4fc88059663f3503074d0104d05fb0551ddc80e24e5c0940b9319f019f9042cf.
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description Whether the process answers.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether jobs can be run now
         * @description Whether jobs can be run now.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a one-time code for a token
         * @description The code is of `butcher open`, can be used once and for a minute. The token lasts 12 hours.
         */
        post: operations["openSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the figures of this chief
         * @description Read the figures of this chief.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See whose token it is, and what the account has
         * @description See whose token it is, and what the account has.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what this chief allows
         * @description See what this chief allows.
         */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the rules that packages are checked against
         * @description Read the rules that packages are checked against.
         */
        get: operations["listRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the machine, and what waits for what
         * @description See the machine, and what waits for what.
         */
        get: operations["getMachine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List packages, newest first
         * @description List packages, newest first.
         */
        get: operations["listPackages"];
        put?: never;
        /**
         * Upload a package
         * @description A tar, tar.gz or zip archive. It is checked, never run; any error refuses it.
         */
        post: operations["uploadPackage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a package
         * @description See a package.
         */
        get: operations["getPackage"];
        put?: never;
        post?: never;
        /**
         * Delete a package
         * @description It must not be needed by a job that has not ended.
         */
        delete: operations["deletePackage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages/{digest}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the files of a package
         * @description List the files of a package.
         */
        get: operations["listPackageFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packages/{digest}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a file of a package
         * @description Read a file of a package.
         */
        get: operations["getPackageFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a package without keeping it
         * @description An archive, as for an upload, or JSON of at most 1 MiB: `{"files": {"Split.py": "…"}}`. What the checks find is the answer, also where they would refuse the package.
         */
        post: operations["checkPackage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List datasets, newest first
         * @description List datasets, newest first.
         */
        get: operations["listDatasets"];
        put?: never;
        /**
         * Upload data
         * @description A file as it is, or with `folder=true` a tar or tar.gz that becomes a folder; with `digest` nothing, where this account has that content already.
         */
        post: operations["uploadDataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a dataset
         * @description See a dataset.
         */
        get: operations["getDataset"];
        put?: never;
        post?: never;
        /**
         * Delete a dataset
         * @description It must not be needed by a job that has not ended.
         */
        delete: operations["deleteDataset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the uploads of this account that come in parts, newest first
         * @description List the uploads of this account that come in parts, newest first.
         */
        get: operations["listUploads"];
        put?: never;
        /**
         * Begin an upload that comes in parts
         * @description What comes of it stays for a time, counts to the account, and can be gone on with.
         */
        post: operations["beginUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how far an upload is
         * @description The headers say it, too. A part that is still coming in is ended.
         */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        /**
         * Give an upload up
         * @description What it has become by then stays.
         */
        delete: operations["deleteUpload"];
        options?: never;
        head?: never;
        /**
         * Send the next part of an upload
         * @description What came of a part stays when it breaks off. With the last one the upload becomes what it was begun for; sent again without bytes, it is answered the same. A part that is sent while another comes in ends that one.
         */
        patch: operations["appendToUpload"];
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, newest first
         * @description With a filter a page may be short, or empty, and `next` not null all the same: then ask on.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Submit a job
         * @description Submit a job.
         */
        post: operations["submitJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, newest first, with what a row of a list shows
         * @description List jobs, newest first, with what a row of a list shows.
         */
        get: operations["listJobRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count jobs by state
         * @description Count jobs by state.
         */
        get: operations["countJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a job
         * @description See a job.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job that has ended, with its results
         * @description Delete a job that has ended, with its results.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel, delete or resume many jobs
         * @description Answers when all is done, with what came of it for each, in their order. Where the connection is closed before, what was not begun is left.
         */
        post: operations["actOnJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a job again, as a new one
         * @description With what is left out as in the job. Limits change one by one, any other option as a whole. The job may be in any state and stays as it is.
         */
        post: operations["rerunJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description Answers when nothing of it runs any more. It can be resumed.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a job that failed or was cancelled
         * @description It goes on where it was: fragments that were processed are not processed again. With `package` it goes on with mended code, which is checked first. Then results are kept where nothing that the splitter and the processor load has changed, those of fragments that a changed splitter yields as they were, and none of a changed processor.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all your jobs
         * @description Server-sent events. `jobs`: `rows` of jobs that have changed (`JobRow`), ids of jobs that are `gone`, and `missed` where more has changed than that; at most four a second. `counts`: how many jobs are in each state; the first event is one. Nothing is told again: list the jobs once the first event has come.
         */
        get: operations["followJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a job
         * @description Server-sent events: `event` is the type, `data` one JSON object as `butcher run --json` prints it. The last is the report. With Last-Event-ID it goes on after that event.
         */
        get: operations["followJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the code of a job printed
         * @description One JSON object on each line: `atMs`, `role`, `worker`, `fragment`, `text`, and `stream` where it is `stderr`; no `atMs` where an earlier version wrote it. All that was kept, or the lines that the query lets through.
         */
        get: operations["getLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how fragments of a job failed, the same failures together
         * @description Of the first 500 that are out of tries: `counted` of them, `of` all that there are.
         */
        get: operations["listFailureGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/fragments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fragments of a job that are out of tries
         * @description List the fragments of a job that are out of tries.
         */
        get: operations["listFragments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/fragments/{n}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the replay bundle of a fragment
         * @description Download the replay bundle of a fragment.
         */
        get: operations["getBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See where the fragments of a job are, and what its containers are at
         * @description See where the fragments of a job are, and what its containers are at.
         */
        get: operations["getJobPicture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/timeline/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow where the fragments of a job are
         * @description Server-sent events `timeline`, each a whole Timeline, at most four a second.
         */
        get: operations["followJobPicture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how a job went over the time that it ran
         * @description See how a job went over the time that it ran.
         */
        get: operations["getJobHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what the first fragments of a job came to
         * @description Of a job that was submitted with `firstFragments`, once it has ended.
         */
        get: operations["getTrial"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the results of a job that is done
         * @description The ETag is the digest. Range takes one range, so that a broken download can go on.
         */
        get: operations["getResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/results/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a folder of the results of a job that is done
         * @description List a folder of the results of a job that is done.
         */
        get: operations["listResultFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/results/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download one file of the results of a job that is done
         * @description With an ETag, and Range for a part of it. Never as a type that a browser runs.
         */
        get: operations["getResultFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/provenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the results of a job were made of, signed
         * @description A DSSE envelope with an in-toto statement (SLSA provenance v1). The file for `butcher verify`.
         */
        get: operations["getProvenance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/provenance/fragments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the digest of each fragment’s result
         * @description Lines of JSON `{fragment, sha256, bytes}`, of a job with the option `fragmentDigests` that is done. The provenance names the file by its SHA-256, which is the ETag; Range takes one range.
         */
        get: operations["getFragmentDigests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the public key with which this chief signs
         * @description Read the public key with which this chief signs.
         */
        get: operations["getPublicKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List accounts, by name, with the bytes that they have
         * @description List accounts, by name, with the bytes that they have.
         */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See an account
         * @description See an account.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /**
         * Delete an account with all that it has
         * @description Its jobs are cancelled first. What the audit trail says of it stays.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /**
         * Decide something for one account
         * @description What is left out stays as it is; null takes a setting back to what the chief has for all.
         */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/api/v1/accounts/{name}/strikes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the strikes of an account with their reasons, newest first
         * @description List the strikes of an account with their reasons, newest first.
         */
        get: operations["listStrikes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block an account
         * @description One that is blocked already keeps its first reason and time; with `stop` what it runs is cancelled all the same.
         */
        post: operations["blockAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel all jobs of an account that have not ended
         * @description Answers when nothing of them runs any more. Their owner is told the reason.
         */
        post: operations["stopAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an account in again, its strikes forgiven
         * @description Let an account in again, its strikes forgiven.
         */
        post: operations["unblockAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit trail, newest first
         * @description Read the audit trail, newest first.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the whole audit trail as lines of JSON, newest first
         * @description Read the whole audit trail as lines of JSON, newest first.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See the machines where workers run, and the room on each
         * @description See the machines where workers run, and the room on each.
         */
        get: operations["listNodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens, newest first
         * @description List tokens, newest first.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Make a token, and its account where that is new
         * @description Make a token, and its account where that is new.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description Revoke a token.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tokens of the own account, newest first
         * @description List the tokens of the own account, newest first.
         */
        get: operations["listOwnTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get another token in place of the one that the request came with
         * @description It has the same label and scopes, and lives as long anew; the other one ends in a minute, so that an answer which was lost can be asked for again.
         */
        post: operations["rotateToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token of the own account
         * @description Revoke a token of the own account.
         */
        delete: operations["revokeOwnToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what would be removed now, as its time has come
         * @description See what would be removed now, as its time has come.
         */
        get: operations["listExpiring"];
        put?: never;
        /**
         * Remove what has been kept long enough
         * @description As the chief does by itself every hour. Nothing that is in use goes.
         */
        post: operations["removeExpired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See whether jobs are begun, and how many run
         * @description See whether jobs are begun, and how many run.
         */
        get: operations["getDraining"];
        put?: never;
        /**
         * Begin no job any more and take nothing new
         * @description What runs goes on to its end, what waits waits. Authors are told the reason (`draining`).
         */
        post: operations["drain"];
        /**
         * Begin jobs and take things again
         * @description Begin jobs and take things again.
         */
        delete: operations["endDraining"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See where the own account is told what happens
         * @description See where the own account is told what happens.
         */
        get: operations["getWebhook"];
        /**
         * Be told at a URL when jobs of the own account end, and when it is blocked
         * @description Deliveries are signed as standardwebhooks.com has it, with a secret that is shown once. What waits for the URL before goes to the new one, and the secret stays.
         */
        put: operations["setWebhook"];
        post?: never;
        /**
         * Be told nothing any more
         * @description What waits is dropped.
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/webhook/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret that deliveries are signed with
         * @description For a day they are signed with the one before as well, and until then there is no other: `wrong-state` tells when.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/webhook/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have something delivered that says nothing
         * @description It is tried within seconds; the list of deliveries tells what came of it.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/webhook/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was delivered, or is to be, newest first
         * @description The last thousand; what waits no more goes after a week.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Have an account told nothing any more
         * @description Have an account told nothing any more.
         */
        delete: operations["removeWebhookOf"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this description of the API
         * @description Read this description of the API.
         */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Workers of a job that runs; the last two where some are on other machines. */
        BusyWorkers: {
            busy: number;
            /** @description How many there may be. */
            total: number;
            /** @description How many there are. */
            there?: number;
            /** @description On how many machines. */
            machines?: number;
        };
        /** @description Why a request was not granted (RFC 9457). */
        Problem: {
            type: string;
            title: string;
            status: number;
            /**
             * @description Never changes meaning.
             * @enum {string}
             */
            code: "account-blocked" | "account-queue-full" | "bad-archive" | "bad-name" | "bad-options" | "bad-request" | "body-too-large" | "busy" | "cancelled" | "completed-upload" | "crashed" | "cut-short" | "dependency-install" | "digest-mismatch" | "disk-full" | "disk-limit" | "draining" | "empty-results" | "engine-unavailable" | "exited-early" | "forbidden" | "foreign-host" | "foreign-origin" | "fragment-not-bytes" | "fragment-timeout" | "fragment-too-large" | "header-too-large" | "image-missing" | "import-error" | "in-use" | "inconsistent-upload-length" | "internal" | "job-timeout" | "key-in-use" | "key-reused" | "machine-lost" | "merge-timeout" | "method-not-allowed" | "mismatching-upload-offset" | "no-dataset" | "no-package" | "nondeterministic-splitter" | "not-found" | "not-implemented" | "not-ready" | "only-splitter-may-yield" | "out-of-memory" | "outcome-unknown" | "over-quota" | "package-refused" | "precondition-failed" | "process-limit" | "protocol" | "purged" | "queue-full" | "range-not-satisfiable" | "recursion-depth" | "result-not-bytes" | "result-too-large" | "resume-refused" | "splitter-not-generator" | "splitter-stalled" | "stopping" | "too-large" | "too-many-checks" | "too-many-failures" | "too-many-fragments" | "too-many-requests" | "too-many-uploads" | "too-much-data" | "too-slow" | "unauthorized" | "unsupported-media-type" | "user-error" | "wrong-state";
            /** @description What is wrong, one sentence. */
            detail: string;
            /** @description What to do about it. */
            help: string;
            /** @description Names the request in the log of the chief; also the header X-Request-Id. */
            request?: string;
            report?: components["schemas"]["CheckReport"];
        };
        /** @description One thing wrong with a package. Lines and columns count from 1. */
        Finding: {
            rule: string;
            /** @enum {string} */
            severity: "error" | "warning";
            message: string;
            help: string;
            file: string;
            line: number | null;
            column: number | null;
            endLine: number | null;
            endColumn: number | null;
        };
        CheckReport: {
            /** @description The first 500, errors before warnings; `errors` and `warnings` count all. */
            findings: components["schemas"]["Finding"][];
            errors: number;
            warnings: number;
            refused: boolean;
        };
        Failure: {
            /** @enum {string} */
            code: "package-refused" | "splitter-not-generator" | "only-splitter-may-yield" | "fragment-not-bytes" | "fragment-too-large" | "result-not-bytes" | "result-too-large" | "too-many-fragments" | "too-much-data" | "splitter-stalled" | "fragment-timeout" | "merge-timeout" | "job-timeout" | "out-of-memory" | "process-limit" | "disk-limit" | "recursion-depth" | "user-error" | "import-error" | "exited-early" | "crashed" | "protocol" | "nondeterministic-splitter" | "resume-refused" | "too-many-failures" | "empty-results" | "dependency-install" | "engine-unavailable" | "machine-lost" | "image-missing" | "cancelled" | "internal";
            message: string;
            help: string;
            /** @enum {string} */
            stage: "checking" | "preparing" | "split" | "process" | "merge" | "finish" | "packing";
            fragment: number | null;
            limit: string | null;
            observed: number | null;
            file: string | null;
            line: number | null;
            traceback: string | null;
            bundle: string | null;
        };
        /** @description Bytes, seconds or plain counts, as their names say. */
        Limits: {
            fragmentBytes: number;
            resultBytes: number;
            fragments: number;
            totalBytes: number;
            recursionDepth: number;
            fragmentSeconds: number;
            splitSeconds: number;
            mergeSeconds: number;
            jobSeconds: number;
            memory: number;
            memoryCap: number;
            cpus: number;
            pids: number;
            scratchBytes: number;
            resultsBytes: number;
            cacheBytes: number;
            logBytes: number;
            packageBytes: number;
            wheelBytes: number;
            packageFiles: number;
            packageDepth: number;
            layerBytes: number;
            windowFragments: number;
            windowBytes: number;
        };
        Manifest: {
            name?: string;
            description?: string;
            ordered?: boolean;
            workers?: number;
            python?: string;
            /** @description JSON Schema of the parameters that a job of the package takes in `options.params`. */
            params?: {
                [key: string]: unknown;
            };
            limits: {
                fragmentBytes?: number;
                resultBytes?: number;
                fragments?: number;
                totalBytes?: number;
                recursionDepth?: number;
                fragmentSeconds?: number;
                splitSeconds?: number;
                mergeSeconds?: number;
                jobSeconds?: number;
                memory?: number;
                memoryCap?: number;
                cpus?: number;
                pids?: number;
                scratchBytes?: number;
                resultsBytes?: number;
                cacheBytes?: number;
                logBytes?: number;
                packageBytes?: number;
                wheelBytes?: number;
                packageFiles?: number;
                packageDepth?: number;
                layerBytes?: number;
                windowFragments?: number;
                windowBytes?: number;
            };
        };
        Package: {
            digest: string;
            name: string;
            owner: string;
            files: number;
            bytes: number;
            manifest: components["schemas"]["Manifest"] | null;
            /** @description Milliseconds since the epoch. */
            addedAtMs: number;
            /** @description When a job was last made of it, or else when it came. */
            lastUsedAtMs?: number;
            /** @description Jobs of it that are there; at most 1,000 are counted. */
            jobs?: number;
            expiresAtMs?: number | null;
        };
        /** @description A file of a package. */
        PackageFile: {
            path: string;
            bytes: number;
            /** @description By its name it is text, and given out as such. */
            text: boolean;
        };
        /** @description What the checks find in a package; no package where it cannot be read. */
        Check: {
            report: components["schemas"]["CheckReport"];
            package: {
                name: string;
                files: number;
                bytes: number;
                manifest: components["schemas"]["Manifest"] | null;
            } | null;
        };
        Dataset: {
            id: string;
            name: string;
            owner: string;
            digest: string;
            bytes: number;
            /** @description A folder rather than a file. */
            folder: boolean;
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            /** @description When a job was last made of it, or else when it came. */
            lastUsedAtMs?: number;
            /** @description Jobs of it that are there; at most 1,000 are counted. */
            jobs?: number;
            expiresAtMs?: number | null;
        };
        Upload: {
            id: string;
            /** @enum {string} */
            kind: "dataset" | "package";
            /** @description As it was begun. */
            name: string;
            /** @description The body is a tar to unpack. */
            folder: boolean;
            bytes: number | null;
            fingerprint: string | null;
            /** @description Bytes that have come. */
            offset: number;
            /** @description All of it has come, and was kept. */
            complete: boolean;
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            /** @description When bytes of it last came. */
            touchedAtMs: number;
            expiresAtMs: number | null;
        };
        JobCounts: {
            fragments: number;
            results: number;
            merged: number;
            failed: number;
            skipped: number;
            retried: number;
        };
        JobOptions: {
            workers: number;
            ordered: boolean;
            resume: boolean;
            retries: number;
            /** @enum {string} */
            onError: "fail" | "skip";
            maxFailed: ({
                count: number;
            } | {
                percent: number;
            }) | null;
            limits: components["schemas"]["Limits"];
            ociRuntime: string | null;
            strictResults?: boolean;
            fragmentDigests?: boolean;
            /** @description A test of so many fragments. */
            firstFragments?: number;
            /** @description The parameters of the job, defaults among them. Not in lists. */
            params?: {
                [key: string]: unknown;
            };
        };
        /** @description What a job came to, as its report has it. */
        JobSummary: {
            id: string;
            name: string;
            /** @enum {string} */
            state: "queued" | "preparing" | "running" | "packing" | "done" | "refused" | "failed" | "cancelled" | "interrupted";
            package: string | null;
            dataset: string | null;
            counts: components["schemas"]["JobCounts"];
            bytes: {
                in: number;
                out: number;
            };
            seconds: {
                preparing: number;
                running: number;
                packing: number;
            };
            /** @description Highest memory use of any one container of each role, in bytes, with the files that the kernel caches for it; null where none ran or it could not be read. */
            peakMemory: {
                splitter: number | null;
                worker: number | null;
                merger: number | null;
            };
            /** @description Processor time of all containers of each role in this run, in seconds; null where none ran or it could not be read. */
            cpuSeconds?: {
                splitter: number | null;
                worker: number | null;
                merger: number | null;
            };
            /** @description Id of the image that its sandboxes were made of. */
            image?: string;
            workers: number;
            machines?: {
                name: string | null;
                /** @description Workers that began there. */
                workers: number;
                /** @description Of those, how many were lost with the machine. */
                lost: number;
            }[];
            engine: string;
            distributions: {
                name: string;
                version: string;
                /** @description Of the wheel. */
                sha256: string;
            }[];
            warnings: string[];
            failure: components["schemas"]["Failure"] | null;
            /** @description The parameters of the job, defaults among them. Not in lists. */
            params?: {
                [key: string]: unknown;
            };
            leftOut?: {
                fragment: number;
                /** @enum {string} */
                code: "package-refused" | "splitter-not-generator" | "only-splitter-may-yield" | "fragment-not-bytes" | "fragment-too-large" | "result-not-bytes" | "result-too-large" | "too-many-fragments" | "too-much-data" | "splitter-stalled" | "fragment-timeout" | "merge-timeout" | "job-timeout" | "out-of-memory" | "process-limit" | "disk-limit" | "recursion-depth" | "user-error" | "import-error" | "exited-early" | "crashed" | "protocol" | "nondeterministic-splitter" | "resume-refused" | "too-many-failures" | "empty-results" | "dependency-install" | "engine-unavailable" | "machine-lost" | "image-missing" | "cancelled" | "internal";
                message: string;
                file: string | null;
                line: number | null;
                begins: string | null;
            }[];
            /** @description What the results tar holds: the first files by name, and all of them counted. */
            files?: {
                first: {
                    path: string;
                    bytes: number;
                }[];
                count: number;
                bytes: number;
            };
            /** @description What was used up: by a job in all its runs and since its end, by an account since it was made. */
            costs?: {
                /** @description Processor time of the code. */
                cpuSeconds: number;
                /** @description Bytes stored, times the hours that they were. */
                byteHours: number;
            };
        };
        Job: {
            id: string;
            name: string;
            /** @enum {string} */
            state: "queued" | "preparing" | "running" | "packing" | "done" | "refused" | "failed" | "cancelled" | "interrupted";
            package: string | null;
            dataset: string | null;
            counts: components["schemas"]["JobCounts"];
            bytes: {
                in: number;
                out: number;
            };
            seconds: {
                preparing: number;
                running: number;
                packing: number;
            };
            /** @description Highest memory use of any one container of each role, in bytes, with the files that the kernel caches for it; null where none ran or it could not be read. */
            peakMemory: {
                splitter: number | null;
                worker: number | null;
                merger: number | null;
            };
            /** @description Processor time of all containers of each role in this run, in seconds; null where none ran or it could not be read. */
            cpuSeconds?: {
                splitter: number | null;
                worker: number | null;
                merger: number | null;
            };
            /** @description Id of the image that its sandboxes were made of. */
            image?: string;
            workers: number;
            machines?: {
                name: string | null;
                /** @description Workers that began there. */
                workers: number;
                /** @description Of those, how many were lost with the machine. */
                lost: number;
            }[];
            engine: string;
            distributions: {
                name: string;
                version: string;
                /** @description Of the wheel. */
                sha256: string;
            }[];
            warnings: string[];
            failure: components["schemas"]["Failure"] | null;
            /** @description The parameters of the job, defaults among them. Not in lists. */
            params?: {
                [key: string]: unknown;
            };
            leftOut?: {
                fragment: number;
                /** @enum {string} */
                code: "package-refused" | "splitter-not-generator" | "only-splitter-may-yield" | "fragment-not-bytes" | "fragment-too-large" | "result-not-bytes" | "result-too-large" | "too-many-fragments" | "too-much-data" | "splitter-stalled" | "fragment-timeout" | "merge-timeout" | "job-timeout" | "out-of-memory" | "process-limit" | "disk-limit" | "recursion-depth" | "user-error" | "import-error" | "exited-early" | "crashed" | "protocol" | "nondeterministic-splitter" | "resume-refused" | "too-many-failures" | "empty-results" | "dependency-install" | "engine-unavailable" | "machine-lost" | "image-missing" | "cancelled" | "internal";
                message: string;
                file: string | null;
                line: number | null;
                begins: string | null;
            }[];
            /** @description What the results tar holds: the first files by name, and all of them counted. */
            files?: {
                first: {
                    path: string;
                    bytes: number;
                }[];
                count: number;
                bytes: number;
            };
            /** @description What was used up: by a job in all its runs and since its end, by an account since it was made. */
            costs?: {
                /** @description Processor time of the code. */
                cpuSeconds: number;
                /** @description Bytes stored, times the hours that they were. */
                byteHours: number;
            };
            account: string;
            datasetId: string | null;
            options: components["schemas"]["JobOptions"];
            busy: components["schemas"]["BusyWorkers"] | null;
            /** @description The results can be fetched. */
            hasResults: boolean;
            /** @description The splitter has no more fragments. */
            exhausted: boolean;
            position: number | null;
            waitsFor: string | null;
            storedBytes: number;
            cacheBytes: number;
            bundleBytes: number;
            /** @description What it is made of and has made, as far as it is there. Not in lists. */
            content?: {
                packageBytes: number | null;
                datasetBytes: number | null;
                datasetDigest: string | null;
                resultsBytes: number | null;
                resultsDigest: string | null;
            };
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            startedAtMs: number | null;
            endedAtMs: number | null;
            expiresAtMs?: number | null;
        };
        /** @description A job as a row of a long list. */
        JobRow: {
            id: string;
            name: string;
            account: string;
            /** @enum {string} */
            state: "queued" | "preparing" | "running" | "packing" | "done" | "refused" | "failed" | "cancelled" | "interrupted";
            package: string | null;
            dataset: string | null;
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            startedAtMs: number | null;
            endedAtMs: number | null;
            counts: components["schemas"]["JobCounts"];
            exhausted: boolean;
            seconds: number;
            busy: components["schemas"]["BusyWorkers"] | null;
            position: number | null;
            storedBytes: number;
            hasResults: boolean;
            firstFragments: number | null;
            failure: {
                /** @enum {string} */
                code: "package-refused" | "splitter-not-generator" | "only-splitter-may-yield" | "fragment-not-bytes" | "fragment-too-large" | "result-not-bytes" | "result-too-large" | "too-many-fragments" | "too-much-data" | "splitter-stalled" | "fragment-timeout" | "merge-timeout" | "job-timeout" | "out-of-memory" | "process-limit" | "disk-limit" | "recursion-depth" | "user-error" | "import-error" | "exited-early" | "crashed" | "protocol" | "nondeterministic-splitter" | "resume-refused" | "too-many-failures" | "empty-results" | "dependency-install" | "engine-unavailable" | "machine-lost" | "image-missing" | "cancelled" | "internal";
                message: string;
                fragment: number | null;
                file: string | null;
                line: number | null;
            } | null;
        };
        /** @description What came of an act on many jobs for one of them. */
        BulkItem: {
            id: string;
            done: boolean;
            problem: {
                code: string;
                detail: string;
                help: string;
            } | null;
        };
        /** @description The job, before anything else. */
        JobEventBegin: {
            /** @enum {string} */
            type: "job";
            id: string;
            name: string;
        };
        /** @description It is in another state, or at another stage of preparing. */
        JobEventState: {
            /** @enum {string} */
            type: "state";
            /** @enum {string} */
            state: "queued" | "preparing" | "running" | "packing" | "done" | "refused" | "failed" | "cancelled" | "interrupted";
            /** @enum {string} */
            stage?: "checking" | "dependencies" | "image" | "containers";
        };
        /** @description How far it is, as of now. */
        JobEventProgress: {
            /** @enum {string} */
            type: "progress";
            counts: components["schemas"]["JobCounts"];
            bytes: {
                in: number;
                out: number;
            };
            /** @description The splitter has ended, so `counts.fragments` is final. */
            exhausted: boolean;
            workers: components["schemas"]["BusyWorkers"];
            seconds: number;
        };
        /** @description A line that its code printed; without a role, one of what prepares it. */
        JobEventLog: {
            /** @enum {string} */
            type: "log";
            role: ("splitter" | "worker" | "merger") | null;
            worker: number | null;
            fragment?: number | null;
            text: string;
            /**
             * @description It was printed to `sys.stderr`.
             * @enum {string}
             */
            stream?: "stderr";
        };
        /** @description Fragments are tried again. */
        JobEventRetry: {
            /** @enum {string} */
            type: "retry";
            fragments: number[];
            attempt: number;
            /** @enum {string} */
            code: "package-refused" | "splitter-not-generator" | "only-splitter-may-yield" | "fragment-not-bytes" | "fragment-too-large" | "result-not-bytes" | "result-too-large" | "too-many-fragments" | "too-much-data" | "splitter-stalled" | "fragment-timeout" | "merge-timeout" | "job-timeout" | "out-of-memory" | "process-limit" | "disk-limit" | "recursion-depth" | "user-error" | "import-error" | "exited-early" | "crashed" | "protocol" | "nondeterministic-splitter" | "resume-refused" | "too-many-failures" | "empty-results" | "dependency-install" | "engine-unavailable" | "machine-lost" | "image-missing" | "cancelled" | "internal";
            reason: string;
        };
        /** @description It failed, or a fragment of it did. */
        JobEventFailure: {
            /** @enum {string} */
            type: "failure";
            failure: components["schemas"]["Failure"];
        };
        /** @description Something in its package. */
        JobEventFinding: {
            /** @enum {string} */
            type: "finding";
            finding: components["schemas"]["Finding"];
        };
        /** @description Something to know that does not end it. */
        JobEventWarning: {
            /** @enum {string} */
            type: "warning";
            message: string;
            /** @description The end of "it waits for …", where it does. */
            waitsFor?: string;
        };
        /** @description It has ended; the last event. */
        JobEventReport: {
            /** @enum {string} */
            type: "report";
            job: components["schemas"]["JobSummary"];
            results: string | null;
        };
        /** @description Of an event `jobs`: jobs that have changed. */
        JobsEventChanges: {
            rows: components["schemas"]["JobRow"][];
            gone: string[];
            /** @description More has changed than is told. */
            missed: boolean;
        };
        /** @description Of an event `counts`: how many jobs are in each state. */
        JobsEventCounts: {
            counts: {
                queued?: number;
                preparing?: number;
                running?: number;
                packing?: number;
                done?: number;
                refused?: number;
                failed?: number;
                cancelled?: number;
                interrupted?: number;
            };
        };
        /** @description What happened in a job: one line of `butcher run --json`, or `data` of an event over HTTP. */
        JobEvent: components["schemas"]["JobEventBegin"] | components["schemas"]["JobEventState"] | components["schemas"]["JobEventProgress"] | components["schemas"]["JobEventLog"] | components["schemas"]["JobEventRetry"] | components["schemas"]["JobEventFailure"] | components["schemas"]["JobEventFinding"] | components["schemas"]["JobEventWarning"] | components["schemas"]["JobEventReport"];
        /** @description What changed among jobs. */
        JobsEvent: components["schemas"]["JobsEventChanges"] | components["schemas"]["JobsEventCounts"];
        FailedFragment: {
            fragment: number;
            /**
             * @description `skipped`: left out of the results.
             * @enum {string}
             */
            state: "failed" | "skipped";
            attempts: number;
            failure: components["schemas"]["Failure"];
        };
        /** @description Fragments that failed in the same way. */
        FailureGroup: {
            /** @enum {string} */
            code: "package-refused" | "splitter-not-generator" | "only-splitter-may-yield" | "fragment-not-bytes" | "fragment-too-large" | "result-not-bytes" | "result-too-large" | "too-many-fragments" | "too-much-data" | "splitter-stalled" | "fragment-timeout" | "merge-timeout" | "job-timeout" | "out-of-memory" | "process-limit" | "disk-limit" | "recursion-depth" | "user-error" | "import-error" | "exited-early" | "crashed" | "protocol" | "nondeterministic-splitter" | "resume-refused" | "too-many-failures" | "empty-results" | "dependency-install" | "engine-unavailable" | "machine-lost" | "image-missing" | "cancelled" | "internal";
            /** @description Of the first of them. */
            message: string;
            file: string | null;
            line: number | null;
            count: number;
            /** @description The first 20, by number. */
            fragments: number[];
            example: {
                fragment: number;
                attempts: number;
                failure: components["schemas"]["Failure"];
                bytes: number | null;
                /** @description The first bytes of the fragment, at most 512, in base64. */
                begins: string;
            };
        };
        /** @description A file or folder of results. */
        ResultEntry: {
            /** @description To be shown; bytes that are not UTF-8 are escaped. */
            name: string;
            /** @description Its whole path, every byte of it, in base64url. */
            key: string;
            /** @enum {string} */
            kind: "file" | "folder";
            /** @description Of a folder, of all files in it at any depth. */
            bytes: number;
            files: number;
        };
        Account: {
            name: string;
            admin: boolean;
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            blocked: {
                /** @description Milliseconds since the epoch. */
                sinceMs: number;
                reason: string;
                /** @description What ran of it was stopped, too. */
                stops: boolean;
            } | null;
            strikes: number;
            /** @description What was decided for this account; what is left out is as the chief has it for all. */
            settings: {
                quotaBytes?: number;
                slots?: number;
                weight?: number;
                queuedJobs?: number;
                requestsPerSecond?: number;
                requestBurst?: number;
                limits?: {
                    fragmentBytes?: number;
                    resultBytes?: number;
                    fragments?: number;
                    totalBytes?: number;
                    recursionDepth?: number;
                    fragmentSeconds?: number;
                    splitSeconds?: number;
                    mergeSeconds?: number;
                    jobSeconds?: number;
                    memory?: number;
                    memoryCap?: number;
                    cpus?: number;
                    pids?: number;
                    scratchBytes?: number;
                    resultsBytes?: number;
                    cacheBytes?: number;
                    logBytes?: number;
                    packageBytes?: number;
                    wheelBytes?: number;
                    packageFiles?: number;
                    packageDepth?: number;
                    layerBytes?: number;
                    windowFragments?: number;
                    windowBytes?: number;
                };
            };
            /** @description What was used up: by a job in all its runs and since its end, by an account since it was made. */
            costs: {
                /** @description Processor time of the code. */
                cpuSeconds: number;
                /** @description Bytes stored, times the hours that they were. */
                byteHours: number;
            };
        };
        /** @description What an account has, in bytes; content that several own counts for each. */
        Usage: {
            packageBytes: number;
            datasetBytes: number;
            libraryBytes: number;
            jobBytes: number;
            cacheBytes: number;
            bundleBytes: number;
            auditBytes: number;
            incomingBytes: number;
            runningBytes: number;
        };
        AccountInUse: {
            name: string;
            admin: boolean;
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            blocked: {
                /** @description Milliseconds since the epoch. */
                sinceMs: number;
                reason: string;
                /** @description What ran of it was stopped, too. */
                stops: boolean;
            } | null;
            strikes: number;
            /** @description What was decided for this account; what is left out is as the chief has it for all. */
            settings: {
                quotaBytes?: number;
                slots?: number;
                weight?: number;
                queuedJobs?: number;
                requestsPerSecond?: number;
                requestBurst?: number;
                limits?: {
                    fragmentBytes?: number;
                    resultBytes?: number;
                    fragments?: number;
                    totalBytes?: number;
                    recursionDepth?: number;
                    fragmentSeconds?: number;
                    splitSeconds?: number;
                    mergeSeconds?: number;
                    jobSeconds?: number;
                    memory?: number;
                    memoryCap?: number;
                    cpus?: number;
                    pids?: number;
                    scratchBytes?: number;
                    resultsBytes?: number;
                    cacheBytes?: number;
                    logBytes?: number;
                    packageBytes?: number;
                    wheelBytes?: number;
                    packageFiles?: number;
                    packageDepth?: number;
                    layerBytes?: number;
                    windowFragments?: number;
                    windowBytes?: number;
                };
            };
            /** @description What was used up: by a job in all its runs and since its end, by an account since it was made. */
            costs: {
                /** @description Processor time of the code. */
                cpuSeconds: number;
                /** @description Bytes stored, times the hours that they were. */
                byteHours: number;
            };
            usage: components["schemas"]["Usage"];
        };
        Token: {
            id: string;
            account: string;
            /** @description What it is for. */
            label: string;
            scopes: ("admin" | "operator" | "author" | "read" | "metrics")[];
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            expiresAtMs: number | null;
            revokedAtMs: number | null;
            lastUsedAtMs: number | null;
            lastUsedFrom: string | null;
        };
        /** @description Where an account is told what happens. */
        Webhook: {
            url: string;
            /** @description When it was given this address. */
            setAtMs: number;
            oldSecretEndsAtMs: number | null;
        };
        WebhookDelivery: {
            /** @description The same with each try; the header `webhook-id`. */
            id: string;
            /** @enum {string} */
            event: "job.ended" | "account.blocked" | "webhook.test";
            subject: string | null;
            /** @description Milliseconds since the epoch. */
            createdAtMs: number;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            tries: number;
            nextTryAtMs: number | null;
            lastTriedAtMs: number | null;
            lastStatus: number | null;
            lastProblem: string | null;
        };
        AuditRow: {
            sequence: number;
            /** @description Milliseconds since the epoch. */
            atMs: number;
            /** @description An account, or `operator` for a command on the machine, or `chief`. */
            actor: string;
            from: string | null;
            token: string | null;
            account: string | null;
            action: string;
            subject: string | null;
            detail: string;
        };
        Envelope: {
            payloadType: string;
            /** @description The in-toto statement, in base64. */
            payload: string;
            signatures: {
                keyid?: string;
                sig: string;
            }[];
        };
        PublicKey: {
            /** @description SHA-256 over the key in DER form, in hex. */
            keyid: string;
            /** @description PEM. */
            publicKey: string;
        };
        /** @description A hostile act of a job of the account. */
        Strike: {
            reason: string;
            job: string | null;
            package: string | null;
            /** @description Milliseconds since the epoch. */
            atMs: number;
            /** @description The account was let in again since; it does not count any more. */
            forgiven: boolean;
        };
        /** @description Whose token it is, and what the account has. */
        Me: {
            account: components["schemas"]["Account"];
            token: {
                id: string;
                label: string;
                scopes: ("admin" | "operator" | "author" | "read" | "metrics")[];
                /** @description Milliseconds since the epoch. */
                createdAtMs: number;
                expiresAtMs: number | null;
            };
            quotaBytes: number;
            usedBytes: number;
            usage: components["schemas"]["Usage"];
            /** @description The newest 100, newest first. */
            strikes: components["schemas"]["Strike"][];
            strikesToBlock: number;
        };
        /** @description What this chief allows. */
        Terms: {
            limits: {
                /** @enum {string} */
                name: "fragmentBytes" | "resultBytes" | "fragments" | "totalBytes" | "recursionDepth" | "fragmentSeconds" | "splitSeconds" | "mergeSeconds" | "jobSeconds" | "memory" | "memoryCap" | "cpus" | "pids" | "scratchBytes" | "resultsBytes" | "cacheBytes" | "logBytes" | "packageBytes" | "wheelBytes" | "packageFiles" | "packageDepth" | "layerBytes" | "windowFragments" | "windowBytes";
                /** @description What jobs of this chief get unless they ask for less. */
                value: number;
                /** @description What Butcher has where nobody decides. */
                default: number;
                /** @enum {string} */
                unit: "bytes" | "seconds" | "count" | "cores";
                meaning: string;
            }[];
            packageUploadBytes: number;
            datasetBytes: number;
            quotaBytes: number;
            slots: number;
            runningJobs: number;
            queuedJobs: number;
            queuedJobsPerAccount: number;
            ociRuntimes: string[];
        };
        /** @description A package, as it differs from the example package. */
        RuleExample: {
            files: {
                path: string;
                text: string;
            }[];
            /** @description Files of the example package that are left out. */
            without: string[];
        };
        /** @description A rule of the static checks. Texts have code in backquotes. */
        Rule: {
            /** @description Never changes meaning. */
            id: string;
            /** @enum {string} */
            severity: "error" | "warning";
            title: string;
            explanation: string;
            help: string;
            bad: components["schemas"]["RuleExample"];
            good: components["schemas"]["RuleExample"];
        };
        /** @description A job that waits or runs; who it is only for its own account and for operators. */
        MachineJob: {
            position: number | null;
            id: string | null;
            name: string | null;
            account: string | null;
            /** @enum {string} */
            state: "queued" | "preparing" | "running" | "packing" | "done" | "refused" | "failed" | "cancelled" | "interrupted";
            createdAtMs: number | null;
            workers: number;
            memoryBytes: number;
            waitsFor: string | null;
        };
        /** @description The machine of this chief, and what waits for what. */
        Machine: {
            version: string;
            ready: boolean;
            holds: {
                /** @enum {string} */
                what: "chief" | "disk" | "engine";
                message: string;
            }[];
            engine: string | null;
            image?: string | null;
            slots: {
                total: number;
                shared: number;
            };
            machines: {
                ready: number;
                draining: number;
                down: number;
                list: {
                    name: string;
                    /** @enum {string} */
                    state: "ready" | "draining" | "down";
                    slots: number | null;
                    /** @description Workers now. */
                    busy: number;
                }[] | null;
            } | null;
            runningJobs: {
                now: number;
                most: number;
            };
            memory: {
                totalBytes: number;
                claimedBytes: number;
            };
            disk: {
                freeBytes: number;
                totalBytes: number;
                reserveBytes: number;
                stored: {
                    packages: number;
                    datasets: number;
                    libraries: number;
                    jobs: number;
                    cache: number;
                    bundles: number;
                    audit: number;
                    incoming: number;
                    running: number;
                } | null;
            };
            jobs: {
                queued?: number;
                preparing?: number;
                running?: number;
                packing?: number;
                done?: number;
                refused?: number;
                failed?: number;
                cancelled?: number;
                interrupted?: number;
            };
            running: components["schemas"]["MachineJob"][];
            /** @description The first 500 that wait, in the order in which they will be begun. */
            queue: components["schemas"]["MachineJob"][];
            queueLength: number;
        };
        /** @description Machines where workers run, with the room for workers that have the limits of this chief. */
        Nodes: {
            slots: number;
            nodes: {
                id: string;
                name: string;
                /** @description Workers at once; 0 unless it is ready. */
                slots: number;
                /** @enum {string} */
                state: "ready" | "draining" | "down";
                /** @description The machine of the chief. */
                isOwn: boolean;
            }[];
        };
        /** @description A container of a running job, and what it is at. */
        Lane: {
            /** @enum {string} */
            role: "splitter" | "worker" | "merger";
            worker: number | null;
            node: string | null;
            /**
             * @description `held`: kept from going on, since results cannot be kept fast enough.
             * @enum {string}
             */
            state: "starting" | "idle" | "busy" | "held";
            first: number | null;
            /** @description Fragments that it has, that one included. */
            held: number;
            forMs: number | null;
            /** @description Of that fragment, this one included. */
            tries: number;
            restarts: number;
            done: number;
            memoryBytes: number | null;
            memoryLimitBytes: number;
        };
        StageClock: {
            /** @enum {string} */
            stage: "checking" | "dependencies" | "image" | "containers" | "split" | "process" | "merge" | "finish" | "packing";
            /** @description Milliseconds since the epoch. */
            startedAtMs: number;
            endedAtMs: number | null;
        };
        /** @description Of a running job at one moment; sizes in bytes. */
        Sample: {
            fragments: number | null;
            results: number | null;
            merged: number | null;
            skipped: number | null;
            failed: number | null;
            retried: number | null;
            bytesIn: number | null;
            bytesOut: number | null;
            windowFragments: number | null;
            windowBytes: number | null;
            mergeLag: number | null;
            busy: number | null;
            workers: number | null;
            splitterMemory: number | null;
            workerMemory: number | null;
            mergerMemory: number | null;
        };
        /** @description Where a job is, or was, in at most 600 cells. */
        Timeline: {
            /** @enum {string} */
            state: "queued" | "preparing" | "running" | "packing" | "done" | "refused" | "failed" | "cancelled" | "interrupted";
            /** @description It runs, and changes. */
            live: boolean;
            /** @description The splitter has no more fragments. */
            exhausted: boolean;
            ordered: boolean;
            /** @description Fragments yielded so far. */
            newest: number;
            /** @description All up to this one are merged or left out; unordered, how many are merged. */
            frontier: number;
            /** @description Fragments of a cell; cell i has those from i * cell + 1 on, up to `newest`. */
            cell: number;
            /** @description How many fragments of each cell are in which state; they exclude each other, but for `retried`: tries beyond the first. */
            cells: {
                waiting: number[];
                inHand: number[];
                kept: number[];
                merged: number[];
                skipped: number[];
                failed: number[];
                retried: number[];
            };
            lanes: components["schemas"]["Lane"][];
            stages: components["schemas"]["StageClock"][];
            now: components["schemas"]["Sample"] | null;
        };
        /** @description How a job went: entry i of each column is of the running time from i * binMs on. Totals have their last value there, all others their highest; null: nothing is known. */
        Samples: {
            binMs: number;
            /** @description When each run began, and where on the running time. */
            runs: {
                /** @description Milliseconds since the epoch. */
                atMs: number;
                fromMs: number;
            }[];
            columns: {
                fragments: (number | null)[];
                results: (number | null)[];
                merged: (number | null)[];
                skipped: (number | null)[];
                failed: (number | null)[];
                retried: (number | null)[];
                bytesIn: (number | null)[];
                bytesOut: (number | null)[];
                windowFragments: (number | null)[];
                windowBytes: (number | null)[];
                mergeLag: (number | null)[];
                busy: (number | null)[];
                workers: (number | null)[];
                splitterMemory: (number | null)[];
                workerMemory: (number | null)[];
                mergerMemory: (number | null)[];
            };
        };
        /** @description What the first fragments of a job came to; no estimate where it did not end well. */
        Trial: {
            fragments: {
                fragment: number;
                bytes: number;
                /** @description Its first bytes, at most 512, in base64. */
                begins: string;
                result: {
                    bytes: number;
                    /** @description Its first bytes, at most 512, in base64. */
                    begins: string;
                    /** @description User code took so long. */
                    seconds: number;
                    memoryBytes: number | null;
                } | null;
                failure: components["schemas"]["Failure"] | null;
            }[];
            split: {
                /** @description The splitter had no more fragments. */
                ended: boolean;
                fragments: number;
                bytes: number;
                readBytes: number | null;
            } | null;
            dataBytes: number | null;
            estimate: {
                /**
                 * @description `counted`: the splitter ended.
                 * @enum {string}
                 */
                kind: "counted" | "estimated" | "unknown";
                fragments: number | null;
                processSeconds: number | null;
            } | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        alive: true;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ready: true;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description To be sent as a bearer token. */
                        token: string;
                        account: string;
                        admin: boolean;
                        /** @description Milliseconds since the epoch. */
                        expiresAtMs: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the text format of Prometheus. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        me: components["schemas"]["Me"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Limits of jobs, and of accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terms"];
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMachine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: components["schemas"]["Machine"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPackages: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Package"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadPackage: {
        parameters: {
            query?: {
                /** @description Name of the file, for a package that does not name itself. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "application/x-tar": string;
                "application/gzip": string;
                "application/zip": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description The account had it already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        package: components["schemas"]["Package"];
                        report: components["schemas"]["CheckReport"];
                    };
                };
            };
            /** @description Checked and kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        package: components["schemas"]["Package"];
                        report: components["schemas"]["CheckReport"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The package. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        package: components["schemas"]["Package"];
                    };
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPackageFiles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by path. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PackageFile"][];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPackageFile: {
        parameters: {
            query: {
                /** @description Of the file, as the list has it. */
                path: string;
            };
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its bytes; what is no text as application/octet-stream or a picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkPackage: {
        parameters: {
            query?: {
                /** @description Name of the file, for a package that does not name itself. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "application/x-tar": string;
                "application/gzip": string;
                "application/zip": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
                "application/json": {
                    files: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDatasets: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Dataset"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadDataset: {
        parameters: {
            query?: {
                /** @description What user code sees it under; else the name in the form. */
                name?: string;
                /** @description Of content that this account has already: then there is no body, and 404 where it has not. */
                digest?: string;
                /** @description The body is a tar or tar.gz to unpack. */
                folder?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "application/x-tar": string;
                "application/gzip": string;
                "application/zip": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dataset: components["schemas"]["Dataset"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dataset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dataset: components["schemas"]["Dataset"];
                    };
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Upload"][];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "dataset" | "package";
                    /** @description Of the dataset, or the file name of the package. */
                    name: string;
                    /**
                     * @description The body is a tar or tar.gz to unpack, for a dataset.
                     * @default false
                     */
                    folder?: boolean;
                    bytes?: number | null;
                    fingerprint?: string | null;
                };
            };
        };
        responses: {
            /** @description Begun; nothing of it has come. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        upload: components["schemas"]["Upload"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        upload: components["schemas"]["Upload"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Given up. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    appendToUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Bytes that have come before this part. */
                "upload-offset"?: string;
                /** @description `?1`: this is the last part; else `?0`. */
                "upload-complete"?: string;
                /** @description Of the whole, with the last part; `sha-256` is looked at. */
                "repr-digest"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/partial-upload": string;
            };
        };
        responses: {
            /** @description It was added. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        upload: components["schemas"]["Upload"];
                    };
                };
            };
            /** @description It was the last part, and all is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dataset?: components["schemas"]["Dataset"];
                        package?: components["schemas"]["Package"];
                        report?: components["schemas"]["CheckReport"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Only jobs in these states, separated by commas. */
                state?: string;
                /** @description Whose; of others only an operator sees any. */
                account?: string;
                /** @description Only jobs of this package. */
                package?: string;
                /** @description Only jobs with this dataset. */
                dataset?: string;
                /** @description In the name, the id or the name of the dataset; A to Z as a to z. */
                text?: string;
                /** @description Submitted then or later, in ms since the epoch. */
                since?: number;
                /** @description Submitted before then. */
                until?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Job"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Digest of a package that was uploaded. */
                    package: string;
                    dataset?: string | null;
                    /** @description Name of the job; else that of the package. */
                    name?: string;
                    options?: {
                        workers?: number;
                        ordered?: boolean;
                        resume?: boolean;
                        retries?: number;
                        /** @enum {string} */
                        onError?: "fail" | "skip";
                        maxFailed?: (number | string) | null;
                        limits?: {
                            /** @description The largest fragment that the splitter may yield. */
                            fragmentBytes?: number | string;
                            /** @description The largest result that the processor may return. */
                            resultBytes?: number | string;
                            /** @description The most fragments of a job. */
                            fragments?: number | string;
                            /** @description The most bytes of all fragments together. */
                            totalBytes?: number | string;
                            /** @description The deepest recursion, in Python frames; bounded by the checks and, where it is 16 or more, again at run time. */
                            recursionDepth?: number | string;
                            /** @description The longest time for processing one fragment. */
                            fragmentSeconds?: number | string;
                            /** @description The longest time that the splitter may take from one fragment to the next. */
                            splitSeconds?: number | string;
                            /** @description The longest time for merging one result, and for `finish`. */
                            mergeSeconds?: number | string;
                            /** @description The longest time in `running`; preparing does not count. */
                            jobSeconds?: number | string;
                            /** @description The memory of each container, at least 6 MiB; a fragment that needs more is tried again with twice as much. */
                            memory?: number | string;
                            /** @description The most memory that such a retry may get; not less than `memory`. */
                            memoryCap?: number | string;
                            /** @description The cores of each container; at least 0.01. */
                            cpus?: number | string;
                            /** @description The processes and threads of each container; at least 16, which its own programs need. */
                            pids?: number | string;
                            /** @description The space in `/tmp` of each container; it counts as memory, too. */
                            scratchBytes?: number | string;
                            /** @description The space of the results folder; it may also have at most 1,000,000 files, folders and links, in folders at most 200 deep. */
                            resultsBytes?: number | string;
                            /** @description The space of results that are kept for resuming until the job has ended. */
                            cacheBytes?: number | string;
                            /** @description The output that is kept of each container; what is beyond is cut, with a mark. */
                            logBytes?: number | string;
                            /** @description The size of a package, unpacked, without its wheels. */
                            packageBytes?: number | string;
                            /** @description The size of the wheels in the folder `wheels` of a package. */
                            wheelBytes?: number | string;
                            /** @description The files of a package. */
                            packageFiles?: number | string;
                            /** @description The depth of folders in a package. */
                            packageDepth?: number | string;
                            /** @description The size of the libraries that are installed for a package, unpacked. */
                            layerBytes?: number | string;
                            /** @description The most fragments that may be yielded and not yet merged; then the splitter waits. For up to 100 workers; with more it grows in proportion. */
                            windowFragments?: number | string;
                            /** @description The most bytes of such fragments; then the splitter waits. With more than 100 workers it grows in the same way. */
                            windowBytes?: number | string;
                        };
                        ociRuntime?: string | null;
                        strictResults?: boolean;
                        /** @description Keep the digest of each fragment’s result, which the provenance names. */
                        fragmentDigests?: boolean;
                        firstFragments?: number | null;
                        /** @description The parameters that the package declares, by name; what is left out has its default. At most 32 KiB as JSON. */
                        params?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description In the queue, and on disk. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job: components["schemas"]["Job"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobRows: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Only jobs in these states, separated by commas. */
                state?: string;
                /** @description Whose; of others only an operator sees any. */
                account?: string;
                /** @description Only jobs of this package. */
                package?: string;
                /** @description Only jobs with this dataset. */
                dataset?: string;
                /** @description In the name, the id or the name of the dataset; A to Z as a to z. */
                text?: string;
                /** @description Submitted then or later, in ms since the epoch. */
                since?: number;
                /** @description Submitted before then. */
                until?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["JobRow"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countJobs: {
        parameters: {
            query?: {
                /** @description Whose; of others only an operator sees any. */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that you may see. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        counts: {
                            queued?: number;
                            preparing?: number;
                            running?: number;
                            packing?: number;
                            done?: number;
                            refused?: number;
                            failed?: number;
                            cancelled?: number;
                            interrupted?: number;
                        };
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job: components["schemas"]["Job"];
                    };
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actOnJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "cancel" | "delete" | "resume";
                    ids: string[];
                    /** @description Why they are cancelled, as for one job. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done, or not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BulkItem"][];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rerunJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    package?: string;
                    dataset?: string | null;
                    name?: string;
                    options?: {
                        workers?: number;
                        ordered?: boolean;
                        resume?: boolean;
                        retries?: number;
                        /** @enum {string} */
                        onError?: "fail" | "skip";
                        maxFailed?: (number | string) | null;
                        limits?: {
                            /** @description The largest fragment that the splitter may yield. */
                            fragmentBytes?: number | string;
                            /** @description The largest result that the processor may return. */
                            resultBytes?: number | string;
                            /** @description The most fragments of a job. */
                            fragments?: number | string;
                            /** @description The most bytes of all fragments together. */
                            totalBytes?: number | string;
                            /** @description The deepest recursion, in Python frames; bounded by the checks and, where it is 16 or more, again at run time. */
                            recursionDepth?: number | string;
                            /** @description The longest time for processing one fragment. */
                            fragmentSeconds?: number | string;
                            /** @description The longest time that the splitter may take from one fragment to the next. */
                            splitSeconds?: number | string;
                            /** @description The longest time for merging one result, and for `finish`. */
                            mergeSeconds?: number | string;
                            /** @description The longest time in `running`; preparing does not count. */
                            jobSeconds?: number | string;
                            /** @description The memory of each container, at least 6 MiB; a fragment that needs more is tried again with twice as much. */
                            memory?: number | string;
                            /** @description The most memory that such a retry may get; not less than `memory`. */
                            memoryCap?: number | string;
                            /** @description The cores of each container; at least 0.01. */
                            cpus?: number | string;
                            /** @description The processes and threads of each container; at least 16, which its own programs need. */
                            pids?: number | string;
                            /** @description The space in `/tmp` of each container; it counts as memory, too. */
                            scratchBytes?: number | string;
                            /** @description The space of the results folder; it may also have at most 1,000,000 files, folders and links, in folders at most 200 deep. */
                            resultsBytes?: number | string;
                            /** @description The space of results that are kept for resuming until the job has ended. */
                            cacheBytes?: number | string;
                            /** @description The output that is kept of each container; what is beyond is cut, with a mark. */
                            logBytes?: number | string;
                            /** @description The size of a package, unpacked, without its wheels. */
                            packageBytes?: number | string;
                            /** @description The size of the wheels in the folder `wheels` of a package. */
                            wheelBytes?: number | string;
                            /** @description The files of a package. */
                            packageFiles?: number | string;
                            /** @description The depth of folders in a package. */
                            packageDepth?: number | string;
                            /** @description The size of the libraries that are installed for a package, unpacked. */
                            layerBytes?: number | string;
                            /** @description The most fragments that may be yielded and not yet merged; then the splitter waits. For up to 100 workers; with more it grows in proportion. */
                            windowFragments?: number | string;
                            /** @description The most bytes of such fragments; then the splitter waits. With more than 100 workers it grows in the same way. */
                            windowBytes?: number | string;
                        };
                        ociRuntime?: string | null;
                        strictResults?: boolean;
                        /** @description Keep the digest of each fragment’s result, which the provenance names. */
                        fragmentDigests?: boolean;
                        firstFragments?: number | null;
                        /** @description The parameters that the package declares, by name; what is left out has its default. At most 32 KiB as JSON. */
                        params?: {
                            [key: string]: unknown;
                        };
                    };
                } | null;
            };
        };
        responses: {
            /** @description The new job, in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job: components["schemas"]["Job"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why, for the one whose job it is; 200 characters of it are kept. */
                    reason?: string;
                } | null;
            };
        };
        responses: {
            /** @description Cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job: components["schemas"]["Job"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Digest of a package that was uploaded: mended code, with which the job goes on. */
                    package?: string;
                    /** @description With `package`: what was processed counts although the processor has changed. */
                    keepResults?: boolean;
                } | null;
            };
        };
        responses: {
            /** @description In the queue again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job: components["schemas"]["Job"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followJobs: {
        parameters: {
            query?: {
                /** @description Whose; of others only an operator sees any. */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, without end. `data` of each is a JobsEvent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go on after this event. */
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, until the job has ended. `data` of each is a JobEvent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Last-Event-ID names the last one there will be. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLogs: {
        parameters: {
            query?: {
                role?: "splitter" | "worker" | "merger";
                worker?: number;
                fragment?: number;
                /** @description Printed then or later, in ms since the epoch. */
                since?: number;
                /** @description Printed before then. */
                until?: number;
                /** @description `stdout`: what is not known to be of `sys.stderr`. */
                stream?: "stdout" | "stderr";
                /** @description In the line, capitals or not. */
                text?: string;
                /** @description Only so many, the last; at most 4 MiB of them. */
                tail?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that was kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFailureGroups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The largest group first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: components["schemas"]["FailureGroup"][];
                        counted: number;
                        of: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFragments: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                state?: "failed" | "skipped";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, by number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FailedFragment"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `butcher replay`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now, or was at its end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        timeline: components["schemas"]["Timeline"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followJobPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Until the job neither waits nor runs. `data` of each is a Timeline. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most 512 bins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        samples: components["schemas"]["Samples"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTrial: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each fragment, and an estimate of the whole. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        trial: components["schemas"]["Trial"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getResults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results folder. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            /** @description The part of it that was asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listResultFiles: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Key of the folder; left out: the top. */
                folder?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is directly in it, sorted by bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ResultEntry"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getResultFile: {
        parameters: {
            query?: {
                /** @description All bytes of a path in base64url, as lists have it. */
                key?: string;
                /** @description In place of a key, where the path is UTF-8. */
                path?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "text/plain": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/gif": string;
                    "image/webp": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The part of it that was asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "text/plain": string;
                    "image/png": string;
                    "image/jpeg": string;
                    "image/gif": string;
                    "image/webp": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProvenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed when the job was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope"];
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFragmentDigests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A line for each fragment that has a result, by number. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The part of it that was asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPublicKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ed25519, as PEM. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicKey"];
                };
            };
            /** @description The same as If-None-Match names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AccountInUse"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: components["schemas"]["AccountInUse"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    settings: {
                        quotaBytes?: (number | string) | null;
                        slots?: (number | string) | null;
                        weight?: (number | string) | null;
                        queuedJobs?: (number | string) | null;
                        requestsPerSecond?: (number | string) | null;
                        requestBurst?: (number | string) | null;
                        limits?: {
                            fragmentBytes?: (number | string) | null;
                            resultBytes?: (number | string) | null;
                            fragments?: (number | string) | null;
                            totalBytes?: (number | string) | null;
                            recursionDepth?: (number | string) | null;
                            fragmentSeconds?: (number | string) | null;
                            splitSeconds?: (number | string) | null;
                            mergeSeconds?: (number | string) | null;
                            jobSeconds?: (number | string) | null;
                            memory?: (number | string) | null;
                            memoryCap?: (number | string) | null;
                            cpus?: (number | string) | null;
                            pids?: (number | string) | null;
                            scratchBytes?: (number | string) | null;
                            resultsBytes?: (number | string) | null;
                            cacheBytes?: (number | string) | null;
                            logBytes?: (number | string) | null;
                            packageBytes?: (number | string) | null;
                            wheelBytes?: (number | string) | null;
                            packageFiles?: (number | string) | null;
                            packageDepth?: (number | string) | null;
                            layerBytes?: (number | string) | null;
                            windowFragments?: (number | string) | null;
                            windowBytes?: (number | string) | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: components["schemas"]["Account"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStrikes: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Strike"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    blockAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Told to the account; not blank. */
                    reason: string;
                    /**
                     * @description Cancel what the account has running, too.
                     * @default false
                     */
                    stop?: boolean;
                };
            };
        };
        responses: {
            /** @description Blocked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: components["schemas"]["Account"];
                        /** @description It was blocked before; that reason and time stay. */
                        already: boolean;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why, for the one whose job it is; 200 characters of it are kept. */
                    reason?: string;
                } | null;
            };
        };
        responses: {
            /** @description So many jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stopped: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unblockAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unblocked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: components["schemas"]["Account"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                account?: string;
                actor?: string;
                action?: "account-created" | "account-blocked" | "account-unblocked" | "account-configured" | "account-stopped" | "account-deleted" | "token-created" | "token-rotated" | "token-revoked" | "webhook-set" | "webhook-rotated" | "webhook-removed" | "incident-noted" | "strike" | "package-purged" | "package-deleted" | "dataset-deleted" | "job-cancelled" | "job-resumed" | "job-deleted" | "chief-drained" | "chief-undrained" | "chief-swept";
                subject?: string;
                sinceMs?: number;
                untilMs?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditRow"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                account?: string;
                actor?: string;
                action?: "account-created" | "account-blocked" | "account-unblocked" | "account-configured" | "account-stopped" | "account-deleted" | "token-created" | "token-rotated" | "token-revoked" | "webhook-set" | "webhook-rotated" | "webhook-removed" | "incident-noted" | "strike" | "package-purged" | "package-deleted" | "dataset-deleted" | "job-cancelled" | "job-resumed" | "job-deleted" | "chief-drained" | "chief-undrained" | "chief-swept";
                subject?: string;
                sinceMs?: number;
                untilMs?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row on each line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nodes"];
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Token"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    account: string;
                    /** @description Make the account an admin where it is new. */
                    admin?: boolean;
                    /** @description Such as `30d` or `12h`; else never. */
                    expires?: string;
                    /** @description What it is for. */
                    label?: string;
                    /** @description What it may do; else `author`, or `admin` for an admin’s account. */
                    scopes?: ("admin" | "operator" | "author" | "read" | "metrics")[];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        account: string;
                        /** @description What it is for. */
                        label: string;
                        scopes: ("admin" | "operator" | "author" | "read" | "metrics")[];
                        /** @description Shown this once. */
                        token: string;
                        expiresAtMs: number | null;
                        madeAccount: boolean;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnTokens: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Token"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        account: string;
                        /** @description What it is for. */
                        label: string;
                        scopes: ("admin" | "operator" | "author" | "read" | "metrics")[];
                        /** @description Shown this once. */
                        token: string;
                        expiresAtMs: number | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeOwnToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExpiring: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What `serve.retention` says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description At most a thousand of each kind. */
                        items: {
                            /** @enum {string} */
                            kind: "job" | "package" | "dataset" | "upload";
                            /** @description Id or digest. */
                            id: string;
                            name: string;
                            account: string;
                            bytes: number;
                            /** @description Milliseconds since the epoch. */
                            lastNeededMs: number;
                        }[];
                        /** @description That were revoked or have expired. */
                        tokens: number;
                        auditRows: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeExpired: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description At most a thousand of each kind. */
                        items: {
                            /** @enum {string} */
                            kind: "job" | "package" | "dataset" | "upload";
                            /** @description Id or digest. */
                            id: string;
                            name: string;
                            account: string;
                            bytes: number;
                            /** @description Milliseconds since the epoch. */
                            lastNeededMs: number;
                        }[];
                        /** @description That were revoked or have expired. */
                        tokens: number;
                        auditRows: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDraining: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        draining: {
                            /** @description Milliseconds since the epoch. */
                            sinceMs: number;
                            reason: string;
                        } | null;
                        running: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A blank one is none. */
                    reason?: string;
                } | null;
            };
        };
        responses: {
            /** @description It is so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        draining: {
                            /** @description Milliseconds since the epoch. */
                            sinceMs: number;
                            reason: string;
                        } | null;
                        running: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endDraining: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        draining: {
                            /** @description Milliseconds since the epoch. */
                            sinceMs: number;
                            reason: string;
                        } | null;
                        running: number;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhook: components["schemas"]["Webhook"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Where to: http or https, at a public address or one that the operator allows. */
                    url: string;
                };
            };
        };
        responses: {
            /** @description Set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhook: components["schemas"]["Webhook"];
                        secret: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhook: components["schemas"]["Webhook"];
                        secret: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        delivery: components["schemas"]["WebhookDelivery"];
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        next: string | null;
                    };
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeWebhookOf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Refused; `code` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now, or the fault of the chief. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
