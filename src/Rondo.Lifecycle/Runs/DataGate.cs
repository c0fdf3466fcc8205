using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>What data must pass before anything is learnt from them: the schema, the history of runs, the file's checks.</summary>
public static class DataGate
{
    /// <summary>Without a schema, one is written from the data, unless the options keep from it.</summary>
    /// <exception cref="RondoException">Something failed that stops; ends a command with code 4.</exception>
    public static CheckedData Pass(Workspace workspace, SpecDocument document, SourceTable source, RunOptions options)
    {
        options.Say("prepare", "checking the data");
        var schema = SchemaCheck.Read(document);
        if (!options.WritesSchema && schema is null) return Look(workspace, document, source, options);
        return Judge(workspace, document, source, SchemaCheck.Apply(document, source.Table, options.Cancellation), options) with { Schema = schema };
    }

    /// <summary>The same for who only looks: nothing is written.</summary>
    /// <inheritdoc cref="Pass"/>
    public static CheckedData Look(Workspace workspace, SpecDocument document, SourceTable source, RunOptions options) =>
        Judge(workspace, document, source, SchemaCheck.Read(document)?.Enforce(source.Table, options.Cancellation) ?? source.Table, options);

    static CheckedData Judge(Workspace workspace, SpecDocument document, SourceTable source, Table table, RunOptions options)
    {
        var unusual = RowHistory.Check(workspace, document, source.DataHash, table.RowCount);
        var isFatal = unusual is not null && document.Spec.Prepare.Checks.OnFail != "warn";
        try
        {
            var data = DataChecks.Run(document, table, options.Cancellation);
            if (isFatal) throw new RondoException(unusual!);
            return unusual is null ? data : data with { Alerts = [new SpecAlert(unusual.Code, unusual.Message)] };
        }
        catch (RondoException fault) when (isFatal && !fault.Mistakes.Contains(unusual!))
        {
            throw new RondoException(fault.Mistakes.Append(unusual!));
        }
    }
}
