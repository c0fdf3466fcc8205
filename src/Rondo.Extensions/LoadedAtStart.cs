using Microsoft.Extensions.Hosting;

namespace Rondo.Extensions;

/// <summary>Makes something when the host starts, so that what is wrong is said then.</summary>
sealed class LoadedAtStart(Func<object> load) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(load, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
