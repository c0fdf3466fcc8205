using System.Net;

namespace Rondo.Server.Tests.Mlflow;

/// <summary>What MLflow's clients send on their common path, word for word, and what they need back.</summary>
public sealed class ConversationTests
{
    [Theory]
    [MemberData(nameof(MlflowServer.Stores), MemberType = typeof(MlflowServer))]
    public async Task A_client_of_version_2_logs_reads_and_registers(string store)
    {
        await using var server = await MlflowServer.Start(store);

        // set_experiment
        var missing = await server.Get("experiments/get-by-name?experiment_name=flights");
        missing.Expect(404, "RESOURCE_DOES_NOT_EXIST");
        var experiment = (await server.Post("experiments/create", """{"name": "flights", "tags": [{"key": "team", "value": "sky"}]}""")).Expect().TextAt("experiment_id")!;
        var got = (await server.Get($"experiments/get?experiment_id={experiment}")).Expect();
        Assert.Equal("flights", got.TextAt("experiment.name"));
        Assert.Equal($"mlflow-artifacts:/{experiment}", got.TextAt("experiment.artifact_location"));
        Assert.Equal("active", got.TextAt("experiment.lifecycle_stage"));
        Assert.Equal("team", got.TextAt("experiment.tags.0.key"));
        Assert.True(got.At("experiment.creation_time").GetInt64() > 0);
        Assert.True(got.At("experiment.last_update_time").GetInt64() > 0);
        (await server.Get("experiments/get-by-name?experiment_name=flights")).Expect();

        // start_run
        var created = (await server.Post("runs/create", $$"""
            {"experiment_id": "{{experiment}}", "user_id": "ann", "run_name": "first", "start_time": 1700000000000,
             "tags": [{"key": "mlflow.user", "value": "ann"}, {"key": "mlflow.source.name", "value": "train.py"}, {"key": "mlflow.source.type", "value": "LOCAL"}, {"key": "mlflow.runName", "value": "first"}]}
            """)).Expect();
        var run = created.TextAt("run.info.run_id")!;
        Assert.Equal(run, created.TextAt("run.info.run_uuid"));
        Assert.Equal("RUNNING", created.TextAt("run.info.status"));
        Assert.Equal(1700000000000, created.At("run.info.start_time").GetInt64());
        Assert.Equal($"mlflow-artifacts:/{experiment}/{run}/artifacts", created.TextAt("run.info.artifact_uri"));
        Assert.Equal("active", created.TextAt("run.info.lifecycle_stage"));
        Assert.Equal("ann", created.TextAt("run.info.user_id"));
        Assert.False(created.Has("run.info.end_time"));
        Assert.False(created.Has("run.data.metrics"));

        // log_metric, log_param, log_batch, tags
        Assert.Equal("{}", (await server.Post("runs/log-metric", $$"""{"run_uuid": "{{run}}", "run_id": "{{run}}", "key": "loss", "value": 0.5, "timestamp": 1700000000001, "step": 0}""")).Expect().Text);
        await Expect(server.Post("runs/log-metric", $$"""{"run_id": "{{run}}", "key": "loss", "value": "NaN", "timestamp": "1700000000002", "step": "1"}"""));
        await Expect(server.Post("runs/log-metric", $$"""{"run_id": "{{run}}", "key": "loss", "value": "0.25", "timestamp": 1700000000003, "step": 2}"""));
        await Expect(server.Post("runs/log-parameter", $$"""{"run_uuid": "{{run}}", "run_id": "{{run}}", "key": "depth", "value": "6"}"""));
        await Expect(server.Post("runs/log-parameter", $$"""{"run_id": "{{run}}", "key": "depth", "value": "6"}"""));
        (await server.Post("runs/log-parameter", $$"""{"run_id": "{{run}}", "key": "depth", "value": "7"}""")).ExpectInvalid();
        await Expect(server.Post("runs/log-batch", $$"""
            {"run_id": "{{run}}", "metrics": [{"key": "auc", "value": 0.7, "timestamp": 1700000000000, "step": 0}, {"key": "auc", "value": 0.8, "timestamp": 1700000000005, "step": 1}],
             "params": [{"key": "rate", "value": "0.1"}], "tags": [{"key": "note", "value": "good"}]}
            """));
        await Expect(server.Post("runs/set-tag", $$"""{"run_uuid": "{{run}}", "run_id": "{{run}}", "key": "gone", "value": "soon"}"""));
        await Expect(server.Post("runs/delete-tag", $$"""{"run_id": "{{run}}", "key": "gone"}"""));
        (await server.Post("runs/delete-tag", $$"""{"run_id": "{{run}}", "key": "gone"}""")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        await Expect(server.Post("runs/log-inputs", $$"""
            {"run_id": "{{run}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}],
             "dataset": {"name": "rows", "digest": "f1", "source_type": "local", "source": "{\"uri\": \"rows.csv\"}", "schema": "{}", "profile": "{\"num_rows\": 3}"} } ]}
            """));

        // artifacts
        await Expect(server.Put($"{experiment}/{run}/artifacts/model/MLmodel", "flavors: {}"));
        await Expect(server.Put($"{experiment}/{run}/artifacts/model/data/model.pkl", "pickled"));
        await Expect(server.Put($"{experiment}/{run}/artifacts/notes.txt", "hello"));
        var root = (await server.Get($"artifacts/list?run_id={run}&run_uuid={run}")).Expect();
        Assert.Equal($"mlflow-artifacts:/{experiment}/{run}/artifacts", root.TextAt("root_uri"));
        Assert.Equal("model", root.TextAt("files.0.path"));
        Assert.True(root.At("files.0.is_dir").GetBoolean());
        Assert.False(root.Has("files.0.file_size"));
        Assert.Equal("notes.txt", root.TextAt("files.1.path"));
        Assert.False(root.At("files.1.is_dir").GetBoolean());
        Assert.Equal(5, root.At("files.1.file_size").GetInt64());
        var listed = (await server.Send(HttpMethod.Get, $"{MlflowServer.Files}?path={experiment}/{run}/artifacts/model")).Expect();
        Assert.Equal(("MLmodel", "data"), (listed.TextAt("files.0.path"), listed.TextAt("files.1.path")));
        Assert.Equal("{}", (await server.Send(HttpMethod.Get, $"{MlflowServer.Files}?path={experiment}/{run}/artifacts/notes.txt")).Expect().Text);
        Assert.Equal("pickled", (await server.Send(HttpMethod.Get, $"{MlflowServer.Files}/{experiment}/{run}/artifacts/model/data/model.pkl")).Expect().Text);
        Assert.Equal("hello", (await server.Send(HttpMethod.Get, $"/get-artifact?path=notes.txt&run_uuid={run}")).Expect().Text);
        await Expect(server.Send(HttpMethod.Delete, $"{MlflowServer.Files}/{experiment}/{run}/artifacts/notes.txt"));
        (await server.Send(HttpMethod.Get, $"{MlflowServer.Files}/{experiment}/{run}/artifacts/notes.txt")).Expect(404, "RESOURCE_DOES_NOT_EXIST");

        // log_model of version 2
        await Expect(server.Post("runs/log-model", $$"""
            {"run_id": "{{run}}", "model_json": "{\"run_id\": \"{{run}}\", \"artifact_path\": \"model\", \"utc_time_created\": \"2026-01-01 00:00:00\", \"flavors\": {\"python_function\": { } } }"}
            """));

        // end_run
        var ended = (await server.Post("runs/update", $$"""{"run_uuid": "{{run}}", "run_id": "{{run}}", "status": "FINISHED", "end_time": 1700000001000}""")).Expect();
        Assert.Equal("FINISHED", ended.TextAt("run_info.status"));
        Assert.Equal(1700000001000, ended.At("run_info.end_time").GetInt64());

        // get_run
        var read = (await server.Get($"runs/get?run_uuid={run}&run_id={run}")).Expect();
        Assert.Equal("auc", read.TextAt("run.data.metrics.0.key"));
        Assert.Equal(0.8, read.At("run.data.metrics.0.value").GetDouble());
        Assert.Equal(1, read.At("run.data.metrics.0.step").GetInt64());
        Assert.Equal(1700000000005, read.At("run.data.metrics.0.timestamp").GetInt64());
        Assert.Equal("depth", read.TextAt("run.data.params.0.key"));
        Assert.Equal("rows", read.TextAt("run.inputs.dataset_inputs.0.dataset.name"));
        Assert.Equal("training", read.TextAt("run.inputs.dataset_inputs.0.tags.0.value"));
        var tags = read.At("run.data.tags").EnumerateArray().ToDictionary(tag => tag.GetProperty("key").GetString()!, tag => tag.GetProperty("value").GetString());
        Assert.Equal("first", tags["mlflow.runName"]);
        Assert.Equal("good", tags["note"]);
        Assert.StartsWith("[{", tags["mlflow.log-model.history"]);

        // metric history
        var history = (await server.Get($"metrics/get-history?run_id={run}&run_uuid={run}&metric_key=loss")).Expect();
        Assert.Equal(3, history.At("metrics").GetArrayLength());
        Assert.Equal("NaN", history.TextAt("metrics.1.value"));
        Assert.False(history.Has("next_page_token"));
        var page = (await server.Get($"metrics/get-history?run_id={run}&metric_key=loss&max_results=2")).Expect();
        Assert.Equal(2, page.At("metrics").GetArrayLength());
        var rest = (await server.Get($"metrics/get-history?run_id={run}&metric_key=loss&max_results=2&page_token={page.TextAt("next_page_token")}")).Expect();
        Assert.Equal(0.25, Assert.Single(rest.At("metrics").EnumerateArray()).GetProperty("value").GetDouble());
        Assert.False(rest.Has("next_page_token"));

        // search with paging
        var second = await server.Run(experiment);
        await Expect(server.Post("runs/log-metric", $$"""{"run_id": "{{second}}", "key": "auc", "value": 0.6, "timestamp": 1, "step": 0}"""));
        var search = (await server.Post("runs/search", $$"""
            {"experiment_ids": ["{{experiment}}"], "filter": "metrics.auc > 0.5 and params.depth = '6'", "run_view_type": "ACTIVE_ONLY", "max_results": 5, "order_by": ["metrics.auc DESC"]}
            """)).Expect();
        Assert.Equal(run, Assert.Single(search.At("runs").EnumerateArray()).GetProperty("info").GetProperty("run_id").GetString());
        var first = (await server.Post("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "max_results": 1, "order_by": ["metrics.auc DESC"]}""")).Expect();
        Assert.Equal(run, first.TextAt("runs.0.info.run_id"));
        var next = (await server.Post("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "max_results": 1, "order_by": ["metrics.auc DESC"], "page_token": "{{first.TextAt("next_page_token")}}"}""")).Expect();
        Assert.Equal(second, next.TextAt("runs.0.info.run_id"));
        Assert.False(next.Has("next_page_token"));
        Assert.Equal("{}", (await server.Post("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "tags.note = 'none'"}""")).Expect().Text);

        // nested runs
        var child = (await server.Post("runs/create", $$"""
            {"experiment_id": "{{experiment}}", "user_id": "ann", "start_time": 1700000000000, "tags": [{"key": "mlflow.parentRunId", "value": "{{run}}"}]}
            """)).Expect().TextAt("run.info.run_id")!;
        var children = (await server.Post("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "filter": "tags.mlflow.parentRunId = '{{run}}'"}""")).Expect();
        Assert.Equal(child, children.TextAt("runs.0.info.run_id"));

        // experiments
        await Expect(server.Post("experiments/set-experiment-tag", $$"""{"experiment_id": "{{experiment}}", "key": "owner", "value": "bo"}"""));
        await Expect(server.Post("experiments/update", $$"""{"experiment_id": "{{experiment}}", "new_name": "delays"}"""));
        var experiments = (await server.Post("experiments/search", """{"view_type": "ACTIVE_ONLY", "max_results": 10, "filter": "tags.owner = 'bo' AND name LIKE 'del%'", "order_by": ["name ASC"]}""")).Expect();
        Assert.Equal("delays", Assert.Single(experiments.At("experiments").EnumerateArray()).GetProperty("name").GetString());

        // delete and restore
        await Expect(server.Post("runs/delete", $$"""{"run_id": "{{second}}"}"""));
        Assert.Equal("deleted", (await server.Get($"runs/get?run_id={second}")).Expect().TextAt("run.info.lifecycle_stage"));
        (await server.Post("runs/log-metric", $$"""{"run_id": "{{second}}", "key": "auc", "value": 1, "timestamp": 1}""")).ExpectInvalid();
        Assert.Equal(second, (await server.Post("runs/search", $$"""{"experiment_ids": ["{{experiment}}"], "run_view_type": "DELETED_ONLY"}""")).Expect().TextAt("runs.0.info.run_id"));
        await Expect(server.Post("runs/restore", $$"""{"run_id": "{{second}}"}"""));
        await Expect(server.Post("experiments/delete", $$"""{"experiment_id": "{{experiment}}"}"""));
        Assert.Equal("deleted", (await server.Get($"experiments/get?experiment_id={experiment}")).Expect().TextAt("experiment.lifecycle_stage"));
        await Expect(server.Post("experiments/restore", $$"""{"experiment_id": "{{experiment}}"}"""));

        await RegisterAndServe(server, run, $"mlflow-artifacts:/{experiment}/{run}/artifacts/model");
    }

    [Theory]
    [MemberData(nameof(MlflowServer.Stores), MemberType = typeof(MlflowServer))]
    public async Task A_client_of_version_3_logs_a_model_on_its_own(string store)
    {
        await using var server = await MlflowServer.Start(store);
        Assert.False((await server.Send(HttpMethod.Get, "/api/3.0/mlflow/server-info")).Expect().At("workspaces_enabled").GetBoolean());
        var run = await server.Run();

        // log_model
        var created = (await server.Post("logged-models", $$"""
            {"experiment_id": "0", "name": "forest", "model_type": "classifier", "source_run_id": "{{run}}", "params": [{"key": "depth", "value": "6"}], "tags": [{"key": "kind", "value": "tree"}]}
            """)).Expect();
        var model = created.TextAt("model.info.model_id")!;
        Assert.StartsWith("m-", model);
        Assert.Equal("LOGGED_MODEL_PENDING", created.TextAt("model.info.status"));
        Assert.Equal($"mlflow-artifacts:/0/models/{model}/artifacts", created.TextAt("model.info.artifact_uri"));
        await Expect(server.Post($"logged-models/{model}/params", $$"""{"model_id": "{{model}}", "params": [{"key": "trees", "value": "100"}]}"""));
        await Expect(server.Post("runs/outputs", $$"""{"run_id": "{{run}}", "models": [{"model_id": "{{model}}", "step": 3}]}"""));
        await Expect(server.Put($"0/models/{model}/artifacts/MLmodel", "flavors: {}"));
        await Expect(server.Put($"0/models/{model}/artifacts/model.pkl", "pickled"));
        var finished = (await server.Patch($"logged-models/{model}", $$"""{"model_id": "{{model}}", "status": "LOGGED_MODEL_READY"}""")).Expect();
        Assert.Equal("LOGGED_MODEL_READY", finished.TextAt("model.info.status"));
        var tagged = (await server.Patch($"logged-models/{model}/tags", $$"""{"model_id": "{{model}}", "tags": [{"key": "stage", "value": "new"}]}""")).Expect();
        Assert.Equal(2, tagged.At("model.info.tags").GetArrayLength());

        // metrics that belong to the model
        await Expect(server.Post("runs/log-metric", $$"""
            {"run_id": "{{run}}", "key": "auc", "value": 0.9, "timestamp": 5, "step": 3, "model_id": "{{model}}", "dataset_name": "rows", "dataset_digest": "f1"}
            """));
        await Expect(server.Post("runs/log-batch", $$"""
            {"run_id": "{{run}}", "metrics": [{"key": "f1", "value": 0.7, "timestamp": 5, "step": 3, "model_id": "{{model}}"}]}
            """));
        await Expect(server.Post("runs/log-inputs", $$"""{"run_id": "{{run}}", "datasets": [], "models": [{"model_id": "{{model}}"}]}"""));
        var got = (await server.Get($"logged-models/{model}")).Expect();
        Assert.Equal("auc", got.TextAt("model.data.metrics.0.key"));
        Assert.Equal("rows", got.TextAt("model.data.metrics.0.dataset_name"));
        Assert.Equal(run, got.TextAt("model.data.metrics.0.run_id"));
        Assert.Equal(("depth", "trees"), (got.TextAt("model.data.params.0.key"), got.TextAt("model.data.params.1.key")));
        var read = (await server.Get($"runs/get?run_id={run}")).Expect();
        Assert.Equal(model, read.TextAt("run.outputs.model_outputs.0.model_id"));
        Assert.Equal(3, read.At("run.outputs.model_outputs.0.step").GetInt64());
        Assert.Equal(model, read.TextAt("run.inputs.model_inputs.0.model_id"));

        // load_model, list_artifacts
        var found = (await server.Post("logged-models/search", $$"""
            {"experiment_ids": ["0"], "filter": "source_run_id = '{{run}}' AND name = 'forest' AND metrics.auc > 0.5 AND params.depth = '6'", "max_results": 50, "order_by": [{"field_name": "metrics.auc", "ascending": false}]}
            """)).Expect();
        Assert.Equal(model, Assert.Single(found.At("models").EnumerateArray()).GetProperty("info").GetProperty("model_id").GetString());
        Assert.Equal("{}", (await server.Post("logged-models/search", """{"experiment_ids": ["0"], "filter": "name = 'none'"}""")).Expect().Text);
        Assert.Equal(2, (await server.Send(HttpMethod.Get, $"{MlflowServer.Files}?path=0/models/{model}/artifacts")).Expect().At("files").GetArrayLength());
        Assert.Equal(2, (await server.Get($"logged-models/{model}/artifacts/directories?model_id={model}")).Expect().At("files").GetArrayLength());

        await RegisterAndServe(server, run, $"models:/{model}");
        var storage = (await server.Post("model-versions/create", $$"""{"name": "delays", "source": "models:/{{model}}", "run_id": "{{run}}", "model_id": "{{model}}"}""")).Expect();
        Assert.Equal($"models:/{model}", storage.TextAt("model_version.source"));
        Assert.Equal(model, storage.TextAt("model_version.model_id"));
        var uri = (await server.Get($"model-versions/get-download-uri?name=delays&version={storage.TextAt("model_version.version")}")).Expect();
        Assert.Equal($"mlflow-artifacts:/0/models/{model}/artifacts", uri.TextAt("artifact_uri"));
        Assert.Equal("pickled", (await server.Send(HttpMethod.Get, $"/model-versions/get-artifact?name=delays&version={storage.TextAt("model_version.version")}&path=model.pkl")).Expect().Text);
        Assert.Equal("delays", (await server.Get($"logged-models/{model}")).Expect().TextAt("model.info.registrations.0.name"));

        // register_model finds the model of a run by its name too
        var byName = (await server.Post("model-versions/create", $$"""{"name": "delays", "source": "runs:/{{run}}/forest"}""")).Expect();
        Assert.Equal(model, byName.TextAt("model_version.model_id"));

        await Expect(server.Send(HttpMethod.Delete, $"{MlflowServer.Api}logged-models/{model}/tags/kind"));
        await Expect(server.Send(HttpMethod.Delete, $"{MlflowServer.Api}logged-models/{model}"));
        (await server.Get($"logged-models/{model}")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
    }

    static async Task RegisterAndServe(MlflowServer server, string run, string source)
    {
        var model = (await server.Post("registered-models/create", """{"name": "delays", "tags": [{"key": "team", "value": "sky"}], "description": "late flights"}""")).Expect();
        Assert.Equal("delays", model.TextAt("registered_model.name"));
        Assert.Equal("late flights", model.TextAt("registered_model.description"));
        Assert.False(model.Has("registered_model.latest_versions"));
        (await server.Post("registered-models/create", """{"name": "delays"}""")).Expect(400, "RESOURCE_ALREADY_EXISTS");

        var version = (await server.Post("model-versions/create", $$"""{"name": "delays", "source": "{{source}}", "run_id": "{{run}}", "tags": [{"key": "t", "value": "1"}], "description": "one"}""")).Expect();
        Assert.Equal("1", version.TextAt("model_version.version"));
        Assert.Equal("READY", version.TextAt("model_version.status"));
        Assert.Equal("None", version.TextAt("model_version.current_stage"));
        Assert.Equal(source, version.TextAt("model_version.source"));
        Assert.Equal(run, version.TextAt("model_version.run_id"));
        Assert.False(version.Has("model_version.aliases"));
        await Expect(server.Post("model-versions/create", $$"""{"name": "delays", "source": "{{source}}", "run_id": "{{run}}"}"""));

        await Expect(server.Post("registered-models/alias", """{"name": "delays", "alias": "champion", "version": "1"}"""));
        Assert.Equal("1", (await server.Get("registered-models/alias?name=delays&alias=champion")).Expect().TextAt("model_version.version"));
        var got = (await server.Get("registered-models/get?name=delays")).Expect();
        Assert.Equal("champion", got.TextAt("registered_model.aliases.0.alias"));
        Assert.Equal("1", got.TextAt("registered_model.aliases.0.version"));
        Assert.Equal("2", got.TextAt("registered_model.latest_versions.0.version"));
        Assert.Equal("champion", (await server.Get("model-versions/get?name=delays&version=1")).Expect().TextAt("model_version.aliases.0"));

        Assert.Equal("delays", (await server.Get("registered-models/search?filter=name+LIKE+%27del%25%27+AND+tags.team%3D%27sky%27&max_results=10&order_by=name+ASC")).Expect().TextAt("registered_models.0.name"));
        // Since version 3 clients add this to each search, to leave prompts out.
        Assert.True((await server.Get("registered-models/search?filter=tag.%60mlflow.prompt.is_prompt%60+%21%3D+%27true%27")).Expect().Has("registered_models.0"));
        Assert.Equal(2, (await server.Get("model-versions/search?filter=name%3D%27delays%27&max_results=100")).Expect().At("model_versions").GetArrayLength());
        Assert.Equal("1", (await server.Get($"model-versions/search?filter=run_id%3D%27{run}%27+and+version_number+%3D+1")).Expect().TextAt("model_versions.0.version"));

        var staged = (await server.Post("model-versions/transition-stage", """{"name": "delays", "version": "1", "stage": "staging", "archive_existing_versions": false}""")).Expect();
        Assert.Equal("Staging", staged.TextAt("model_version.current_stage"));
        (await server.Post("model-versions/transition-stage", """{"name": "delays", "version": "2", "stage": "Staging", "archive_existing_versions": true}""")).Expect();
        Assert.Equal("Archived", (await server.Get("model-versions/get?name=delays&version=1")).Expect().TextAt("model_version.current_stage"));
        var latest = (await server.Post("registered-models/get-latest-versions", """{"name": "delays", "stages": ["Staging"]}""")).Expect();
        Assert.Equal("2", Assert.Single(latest.At("model_versions").EnumerateArray()).GetProperty("version").GetString());
        Assert.Equal(2, (await server.Get("registered-models/get-latest-versions?name=delays")).Expect().At("model_versions").GetArrayLength());

        await Expect(server.Post("registered-models/set-tag", """{"name": "delays", "key": "k", "value": "v"}"""));
        await Expect(server.Delete("registered-models/delete-tag", """{"name": "delays", "key": "k"}"""));
        await Expect(server.Post("model-versions/set-tag", """{"name": "delays", "version": "1", "key": "k", "value": "v"}"""));
        await Expect(server.Delete("model-versions/delete-tag", """{"name": "delays", "version": "1", "key": "k"}"""));
        Assert.Equal("new words", (await server.Patch("registered-models/update", """{"name": "delays", "description": "new words"}""")).Expect().TextAt("registered_model.description"));
        Assert.Equal("words", (await server.Patch("model-versions/update", """{"name": "delays", "version": "1", "description": "words"}""")).Expect().TextAt("model_version.description"));
        Assert.NotEqual("", (await server.Get("model-versions/get-download-uri?name=delays&version=1")).Expect().TextAt("artifact_uri"));
        Assert.Equal("late", (await server.Post("registered-models/rename", """{"name": "delays", "new_name": "late"}""")).Expect().TextAt("registered_model.name"));
        Assert.Equal("1", (await server.Get("registered-models/alias?name=late&alias=champion")).Expect().TextAt("model_version.version"));
        await Expect(server.Post("registered-models/rename", """{"name": "late", "new_name": "delays"}"""));
        await Expect(server.Delete("registered-models/alias", """{"name": "delays", "alias": "champion"}"""));
        await Expect(server.Delete("model-versions/delete", """{"name": "delays", "version": "1"}"""));
        (await server.Get("model-versions/get?name=delays&version=1")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        await Expect(server.Delete("registered-models/delete", """{"name": "delays"}"""));
        (await server.Get("registered-models/get?name=delays")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        await Expect(server.Post("registered-models/create", """{"name": "delays"}"""));
    }

    static async Task Expect(Task<Answer> answer) => (await answer).Expect();

    [Fact]
    public async Task The_server_says_that_it_is_well_and_which_version_it_speaks()
    {
        await using var server = await MlflowServer.Start();

        Assert.Equal("OK", (await server.Send(HttpMethod.Get, "/health")).Expect().Text);
        Assert.StartsWith("3.", (await server.Send(HttpMethod.Get, "/version")).Expect().Text);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0")).Status);
    }
}
