namespace Rondo.Client.Delivery;

/// <summary>Passes notices to handlers; keeps those that come before there is one.</summary>
sealed class Notices
{
    const int MostEarly = 100;

    readonly Lock _gate = new();
    readonly List<ClientNotice> _early = [];
    Action<ClientNotice>? _handlers;

    public void Add(Action<ClientNotice> handler)
    {
        ClientNotice[] early;
        lock (_gate)
        {
            _handlers += handler;
            early = [.. _early];
            _early.Clear();
        }
        foreach (var notice in early) Tell(handler, notice);
    }

    public void Remove(Action<ClientNotice> handler)
    {
        lock (_gate) _handlers -= handler;
    }

    public void Tell(ClientNotice notice)
    {
        Action<ClientNotice>? handlers;
        lock (_gate)
        {
            handlers = _handlers;
            if (handlers is null && _early.Count < MostEarly) _early.Add(notice);
        }
        if (handlers is not null) Tell(handlers, notice);
    }

    static void Tell(Action<ClientNotice> handler, ClientNotice notice)
    {
        try
        {
            handler(notice);
        }
        catch (Exception)
        {
            // A handler's mistake is not a reason to stop logging, and there is nobody else to tell.
        }
    }
}
