using Rondo.Engine.Data;
using Rondo.Lifecycle.Fluent.Typed;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>Holds the data to the schema that the first run saved beside the lifecycle file.</summary>
public static class SchemaCheck
{
    /// <summary>The schema's path: as the file says, else schema.yaml beside rondo.yaml and NAME.schema.yaml beside NAME.yaml; null when there is no file.</summary>
    public static string? PathOf(SpecDocument document)
    {
        if (document.Map.File is not { } file) return null;
        var name = Path.GetFileNameWithoutExtension(file);
        return Path.Combine(document.Folder, document.Spec.Prepare.Schema ?? (name == "rondo" ? SchemaFile.DefaultName : $"{name}.{SchemaFile.DefaultName}"));
    }

    /// <summary>The saved schema, or null before the first run.</summary>
    public static SchemaFile? Read(SpecDocument document) => document.KeptSchema ?? (PathOf(document) is { } path ? SchemaFile.Read(path) : null);

    /// <summary>The table as the schema wants it; without a schema it is written from the table.</summary>
    /// <exception cref="Engine.Errors.RondoException">The data differ from the schema.</exception>
    public static Table Apply(SpecDocument document, Table table, CancellationToken cancellation = default)
    {
        RecordColumn.Check(document.Columns, table.Schema);
        if (document.KeptSchema is { } kept) return kept.Enforce(table, cancellation);
        if (PathOf(document) is not { } path) return table;
        if (Read(document) is { } schema) return schema.Enforce(table, cancellation);
        if (table.RowCount > 0) SchemaFile.Infer(table).Write(path);
        return table;
    }

    /// <summary>The schema that the document's data keep to, and how it differs from the saved one.</summary>
    /// <param name="isAnew">Whether the saved one is forgotten.</param>
    public static SchemaUpdate Update(Workspace workspace, SpecDocument document, bool isAnew, RunOptions options)
    {
        var current = isAnew ? null : Read(document);
        // A document of no file has no schema: columns that were text may turn out to be something else.
        var reading = isAnew ? document with { Map = SourceMap.Empty } : document;
        return SchemaUpdate.Of(current, DataReader.Read(workspace, reading, options).Table, options.Cancellation);
    }
}
