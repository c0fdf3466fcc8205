using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>A version with what it is watched by.</summary>
/// <param name="Reference">Null of a model that was made elsewhere, or by a Rondo that kept none.</param>
public sealed record WatchedModel(string Name, int Version, WatchRules Rules, ReferenceProfile? Reference)
{
    /// <summary>The version that a reference means to a host: of a plain name the one that it serves.</summary>
    /// <exception cref="RondoException">There is none.</exception>
    public static WatchedModel Open(Workspace workspace, ModelReference reference)
    {
        if (reference is { Alias: null, Number: null })
        {
            var known = new StoredModels(workspace).Models().FirstOrDefault(m => m.Name == reference.Name)
                ?? throw new RondoException("unknown_model", $"There is no model '{VisibleText.Of(reference.Name)}' that can be served.", "`rondo models list` shows what is registered.");
            reference = ModelReference.Version(known.Name, known.Default);
        }
        var version = workspace.Models.Get(reference);
        var package = workspace.Models.Open(version);
        return new WatchedModel(version.Model, version.Number, new WatchRules(package.Description.Spec.Clone()),
            package.Has(ModelPackage.ReferenceName) ? ProfileFormat.Read(package.Read(ModelPackage.ReferenceName)) : null);
    }
}
