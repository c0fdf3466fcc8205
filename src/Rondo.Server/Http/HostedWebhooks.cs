using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Webhooks;

namespace Rondo.Server.Http;

/// <summary>Tells webhooks their events while the server runs.</summary>
sealed partial class HostedWebhooks(Workspace workspace, WebhookSender sender, ILogger<HostedWebhooks> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new WebhookDelivery(workspace.Webhooks, sender, Waits).Run(stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void Waits(string reason);
}
