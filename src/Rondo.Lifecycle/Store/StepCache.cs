using System.Text.Json;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Packages;

namespace Rondo.Lifecycle.Store;

/// <summary>What each step made from which inputs, so that a run repeats only what changed.</summary>
public sealed class StepCache
{
    readonly StoreDatabase _database;
    readonly ObjectStore _objects;
    readonly TimeProvider _clock;

    internal StepCache(StoreDatabase database, ObjectStore objects, TimeProvider clock)
    {
        _database = database;
        _objects = objects;
        _clock = clock;
    }

    /// <summary>The key of a step's result: whatever decides it, this program's version and plugins included.</summary>
    /// <param name="specSectionJson">The part of the resolved file that the step reads, as JSON.</param>
    public static string KeyOf(string step, IReadOnlyDictionary<string, string> inputHashes, string specSectionJson)
    {
        using var section = JsonDocument.Parse(specSectionJson);
        return ObjectHash.Of(CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("step", step);
            writer.WriteString("rondo", RondoVersion.Current);
            writer.WriteStartObject("inputs");
            foreach (var (name, hash) in inputHashes) writer.WriteString(name, hash);
            foreach (var plugin in LoadedPlugins.All) writer.WriteString($"plugin {plugin.File}", plugin.Hash);
            writer.WriteEndObject();
            writer.WritePropertyName("spec");
            section.RootElement.WriteTo(writer);
            writer.WriteEndObject();
        }));
    }

    /// <summary>The objects that the step made last time, by file name. Null, so that the step runs again, also when one of them is missing or damaged.</summary>
    public IReadOnlyDictionary<string, string>? TryGet(string step, string keyHash)
    {
        var json = _database.Read(session => session.First<string>(
            "SELECT outputs_json FROM step_cache WHERE step = @step AND key_hash = @keyHash", new { step, keyHash }));
        if (json is null) return null;
        var outputs = JsonSerializer.Deserialize(json, StoreJson.Default.DictionaryStringString)!;
        return outputs.Values.All(_objects.IsIntact) ? outputs : null;
    }

    /// <summary>Records what a step made; its objects must be stored before.</summary>
    public void Put(string step, string keyHash, IReadOnlyDictionary<string, string> outputs)
    {
        foreach (var (name, hash) in outputs)
            if (!_objects.Contains(hash)) throw new ArgumentException($"Object {hash} of '{name}' isn't stored.", nameof(outputs));
        var json = JsonSerializer.Serialize(new(outputs), StoreJson.Default.DictionaryStringString);
        _database.Write(session => session.Execute("""
            INSERT INTO step_cache (step, key_hash, outputs_json, created_us) VALUES (@step, @keyHash, @json, @now)
            ON CONFLICT (step, key_hash) DO UPDATE SET outputs_json = excluded.outputs_json, created_us = excluded.created_us
            """,
            new { step, keyHash, json, now = _clock.NowMicroseconds }));
    }
}
