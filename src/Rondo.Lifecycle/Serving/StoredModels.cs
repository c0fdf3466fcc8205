using System.Collections.Immutable;
using Rondo.Deploy.Host;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Serving;

/// <summary>The registered models of a workspace as a model host asks for them. A plain name means the champion or, while there is none, the newest version.</summary>
public sealed class StoredModels(Workspace workspace) : IModelCatalog
{
    public long Sequence() => workspace.ChangeSequence();

    public IReadOnlyList<CatalogModel> Models()
    {
        var models = new List<CatalogModel>();
        var tests = workspace.AbTests.Running().ToDictionary(t => t.Model, StringComparer.Ordinal);
        foreach (var model in workspace.Models.List())
        {
            // A version that was made elsewhere has no package to predict with.
            ImmutableArray<int> versions = [.. workspace.Models.Versions(model.Name).Where(v => !v.IsForeign).Select(v => v.Number)];
            if (versions.IsEmpty) continue;
            var aliases = model.Aliases.Where(a => versions.Contains(a.Value)).ToImmutableDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
            models.Add(new CatalogModel(model.Name, aliases.GetValueOrDefault(ModelReference.Champion, versions.Max()), versions, aliases) { Route = tests.GetValueOrDefault(model.Name)?.Route });
        }
        return models;
    }

    public ModelContent Open(string name, int version)
    {
        var found = workspace.Models.Get(ModelReference.Version(name, version));
        var package = workspace.Models.Open(found);
        foreach (var plugin in package.Description.Lineage.Plugins ?? []) plugin.Require(found.ToString());
        var declared = new DeclaredServing(package.Description.Spec);
        return new ModelContent(package.ReadPipeline())
        {
            Target = package.Description.Signature.Target,
            OptionalColumns = OptionalOf(package),
            EntityLookup = declared.EntityLookup,
            Log = declared.Log,
            DataVersion = ModelContent.Short(package.Description.Lineage.DataHash),
            CodeVersion = ModelContent.Short(package.Description.Lineage.GitCommit ?? package.Description.Lineage.RondoVersion),
        };
    }

    /// <summary>What the file of the version that a host would serve says of serving; null when there is no such version here.</summary>
    public DeclaredServing? Declared(ServedReference reference)
    {
        if (Models().FirstOrDefault(m => m.Name == reference.Name) is not { } model) return null;
        var version = reference.Version ?? (reference.Alias is { } alias ? model.Aliases.GetValueOrDefault(alias) : model.Default);
        return model.Versions.Contains(version) ? new DeclaredServing(workspace.Models.Open(workspace.Models.Get(ModelReference.Version(reference.Name, version))).Description.Spec) : null;
    }

    // What training data may lack or leave empty, a row may lack.
    internal static ImmutableHashSet<string> OptionalOf(ModelPackage package)
    {
        if (!package.Has(ModelPackage.SchemaName)) return [];
        var schema = SchemaFile.Parse(package.Read(ModelPackage.SchemaName), ModelPackage.SchemaName);
        return [.. schema.Columns.Where(c => c.IsOptional || c.IsNullable is true).Select(c => c.Name)];
    }
}
