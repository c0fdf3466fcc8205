using System.Runtime.InteropServices;
using Rondo.Serving;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await new HostProgram(Environment.ProcessPath!, Environment.GetEnvironmentVariable, Console.Out, Console.Error).Run(args, stop.Token);
