using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Images;

/// <summary>The package of a version that is to be served where this workspace is not.</summary>
static class LeavingPackage
{
    /// <exception cref="Engine.Errors.RondoException">It has parts that only a plugin has, or is damaged.</exception>
    public static ModelPackage Open(Workspace workspace, ModelVersion version)
    {
        var package = workspace.Models.Open(version);
        foreach (var plugin in package.Description.Lineage.Plugins ?? []) throw plugin.CannotLeave(version.ToString());
        return package;
    }
}
