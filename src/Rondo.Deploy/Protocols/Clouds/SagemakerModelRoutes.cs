using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Clouds;

/// <summary>SageMaker's endpoints of many models: the platform unpacks a package into a folder, and tells the host to load it.</summary>
static class SagemakerModelRoutes
{
    const string FolderSetting = "RONDO_MODELS_DIR";
    const string PlatformsFolder = "/opt/ml";

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk, LoadedFolders folders)
    {
        app.MapGet("/models", desk.Route(call => List(call, folders)));
        app.MapPost("/models", desk.Route(call => Load(call, folders)));
        app.MapGet("/models/{name}", desk.Route(call => Show(call, folders)));
        app.MapDelete("/models/{name}", desk.Route(call => Unload(call, folders)));
        app.MapPost("/models/{name}/invoke", desk.Route(call => SagemakerRoutes.Invoke(call, () => call.Find(call.RouteValue("name")))));
    }

    static ValueTask List(ServingCall call, LoadedFolders folders)
    {
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteStartArray("models"u8);
        foreach (var (name, folder) in folders.Folders) Write(answer.Json, name, folder);
        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }

    static ValueTask Show(ServingCall call, LoadedFolders folders)
    {
        var name = call.RouteValue("name");
        if (!folders.Folders.TryGetValue(name, out var folder)) throw Unknown(name);
        using var answer = AnswerBuffer.Rent();
        Write(answer.Json, name, folder);
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }

    static async ValueTask Load(ServingCall call, LoadedFolders folders)
    {
        MediaType.Require(call.Request, MediaKind.Json);
        using var body = await call.ReadBody().ConfigureAwait(false);
        var (name, path) = Read(body.Bytes.Span);
        RequireWithin(call.Options.Setting(FolderSetting) ?? PlatformsFolder, path);
        if (!folders.TryAdd(name, path)) throw new ServingException(StatusCodes.Status409Conflict, "model_exists", $"There is a model '{name}' already.");
        try
        {
            await call.Host.Refresh(call.Deadline).ConfigureAwait(false);
            (await call.Host.Acquire(name, null, null, call.Deadline).ConfigureAwait(false)).Dispose();
        }
        catch (HostException e)
        {
            folders.TryRemove(name);
            if (e.Refusal is HostRefusal.Busy or HostRefusal.TooLarge) throw new ServingException(StatusCodes.Status507InsufficientStorage, "no_memory", e.Message);
            throw;
        }
        call.Response.ContentLength = 0;
    }

    static async ValueTask Unload(ServingCall call, LoadedFolders folders)
    {
        var name = call.RouteValue("name");
        if (!folders.TryRemove(name)) throw Unknown(name);
        await call.Host.Refresh(call.Deadline).ConfigureAwait(false);
        call.Response.ContentLength = 0;
    }

    static (string Name, string Path) Read(ReadOnlySpan<byte> body)
    {
        PredictionRequest.RequireUtf8(body);
        var reader = new Utf8JsonReader(body, JsonRows.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw ServingException.Invalid([new Problem(null, null, "an object with model_name and url", Got.Of(in reader))]);
        var (name, path) = ((string?)null, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = JsonRows.Is(in reader, "model_name"u8);
            var isPath = JsonRows.Is(in reader, "url"u8);
            reader.Read();
            if ((isName || isPath) && reader.TokenType != JsonTokenType.String) throw ServingException.Invalid([new Problem(null, isName ? "model_name" : "url", "text", Got.Of(in reader))]);
            if (isName) name = Text(in reader, "model_name");
            if (isPath) path = Text(in reader, "url");
            reader.Skip();
        }
        reader.Read();
        if (string.IsNullOrEmpty(name)) throw ServingException.Invalid([new Problem(null, "model_name", "text", "none")]);
        return string.IsNullOrEmpty(path) ? throw ServingException.Invalid([new Problem(null, "url", "text", "none")]) : (name, path);
    }

    static string Text(ref readonly Utf8JsonReader reader, string key)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ServingException.Invalid([new Problem(null, key, "text", "half a surrogate pair")]);
        }
    }

    // Only what the platform unpacked; no other folder of the machine is anybody's business.
    static void RequireWithin(string root, string path)
    {
        var isWithin = !path.Contains('\0', StringComparison.Ordinal) && Path.IsPathRooted(path)
            && Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!isWithin) throw ServingException.Invalid([new Problem(null, "url", $"a folder below {root}", Got.Text(path))]);
    }

    static void Write(Utf8JsonWriter json, string name, LoadedFolder folder)
    {
        json.WriteStartObject();
        json.WriteString("modelName"u8, name);
        json.WriteString("modelUrl"u8, folder.Path);
        json.WriteEndObject();
    }

    static ServingException Unknown(string name) => ServingException.NotFound("unknown_model", $"There is no model '{name}' here.");
}
