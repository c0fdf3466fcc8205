using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Serving;

namespace Rondo.Extensions;

/// <summary>The workspaces and packages that a container's models come from, each opened once.</summary>
sealed class OpenedModels(ILoggerFactory? logs = null) : IDisposable
{
    readonly Dictionary<LocalModelOptions, LocalModels> _opened = [];

    public LocalModels At(Func<LocalModelOptions, LocalModelOptions>? change)
    {
        var options = new LocalModelOptions();
        if (logs is not null) options = options with { Log = logs.CreateLogger("Rondo") };
        options = (change ?? (o => o))(options);
        lock (_opened)
        {
            if (!_opened.TryGetValue(options, out var models)) _opened.Add(options, models = new LocalModels(options));
            return models;
        }
    }

    public void Dispose()
    {
        lock (_opened)
        {
            foreach (var models in _opened.Values) models.Dispose();
            _opened.Clear();
        }
    }
}
