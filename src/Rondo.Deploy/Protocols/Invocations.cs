using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;

namespace Rondo.Deploy.Protocols;

/// <summary>The model of protocols that name none.</summary>
static class Invocations
{
    /// <summary>The first one that was asked for, or the only one there is.</summary>
    public static ValueTask<ServedModel> Find(ServingCall call) => call.Find(Name(call));

    /// <summary>The same for what is no prediction.</summary>
    public static ValueTask<ServedModel> Look(ServingCall call) => call.Look(Name(call));

    static string Name(ServingCall call)
    {
        if (call.Host.First is { } first) return first;
        var names = call.Host.Names;
        return names.Count == 1 ? names[0]
            : throw ServingException.NotFound("unknown_model", names.Count == 0 ? "No model is served." : FormattableString.Invariant($"This route names no model, and {names.Count} are served: start the host with the one that is meant."));
    }
}
