using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;

namespace Rondo.Cli.Output;

/// <summary>Tells of values that break the schema of the training data, or stops for them.</summary>
static class UnlikeTraining
{
    public const string Strict = "Stop with code 4 when values break the schema of the training data, instead of noting it.";

    /// <returns>The notes for JSON; null when there are none.</returns>
    public static JsonArray? Tell(Session session, LoadedModel model, Table rows, bool isStrict, CancellationToken cancellation)
    {
        var mistakes = SchemaWatch.Look(model.Schema, model.Pipeline, rows, cancellation);
        if (isStrict && mistakes.Count > 0) throw new RondoException(mistakes);
        return Tell(session, mistakes);
    }

    /// <inheritdoc cref="Tell(Session, LoadedModel, Table, bool, CancellationToken)"/>
    public static JsonArray? Tell(Session session, IReadOnlyList<Mistake> mistakes)
    {
        if (mistakes.Count == 0) return null;
        if (!session.Json && !session.Quiet)
            foreach (var mistake in mistakes) session.Error.WriteLine($"note    {mistake.Message} The training data had none such.");
        return new JsonArray([.. mistakes.Select(m => (JsonNode)new JsonObject { ["code"] = m.Code, ["message"] = m.Message, ["column"] = m.Field })]);
    }
}
