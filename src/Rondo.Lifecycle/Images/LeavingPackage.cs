using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Images;

/// <summary>The package of a version that is to be served where this workspace is not.</summary>
static class LeavingPackage
{
    /// <exception cref="RondoException">It has parts that only a plugin has, needs ONNX Runtime, or is damaged.</exception>
    public static ModelPackage Open(Workspace workspace, ModelVersion version)
    {
        var package = workspace.Models.Open(version);
        foreach (var plugin in package.Description.Lineage.Plugins ?? []) throw plugin.CannotLeave(version.ToString());
        if (package.Description.Lineage.Foreign is { } foreign)
            throw new RondoException("has_runtime", $"{version} is the file '{foreign.File}' of another program: it needs ONNX Runtime, which the program of images and executables doesn't have.", "Serve it with `rondo serve`, or run the file itself.");
        return package;
    }
}
