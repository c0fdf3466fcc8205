using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec;

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
    public static SchemaFile? Read(SpecDocument document) => PathOf(document) is { } path ? SchemaFile.Read(path) : null;

    /// <summary>The table as the schema wants it; without a schema it is written from the table.</summary>
    /// <exception cref="Engine.Errors.RondoException">The data differ from the schema.</exception>
    public static Table Apply(SpecDocument document, Table table)
    {
        if (PathOf(document) is not { } path) return table;
        if (Read(document) is { } schema) return schema.Enforce(table);
        if (table.RowCount > 0) SchemaFile.Infer(table).Write(path);
        return table;
    }
}
