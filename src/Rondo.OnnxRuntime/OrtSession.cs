using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;
using Rondo.Engine.Foreign;

namespace Rondo.OnnxRuntime;

/// <summary>
/// A model in the runtime: one thread for each call, no memory kept between calls, no profile, no operators of other libraries.
/// The runtime's own memory goes when nobody holds this any more.
/// </summary>
sealed unsafe class OrtSession : IOnnxSession
{
    const int LogFatalOnly = 4;
    // Of onnxruntime_c_api.h's ONNXType.
    const int TypeTensor = 1;
    const int TypeSequence = 2;

    readonly OrtLibrary _library;
    readonly SessionHandle _handle;
    readonly byte[][] _inputNames;

    OrtSession(OrtLibrary library, SessionHandle handle)
    {
        (_library, _handle) = (library, handle);
        Inputs = Ports(isInput: true);
        Outputs = Ports(isInput: false);
        _inputNames = [.. Inputs.Select(i => Terminated(i.Name))];
    }

    public ImmutableArray<OnnxPort> Inputs { get; }

    public ImmutableArray<OnnxPort> Outputs { get; }

    public static OrtSession Open(OrtLibrary library, ReadOnlySpan<byte> model)
    {
        ref readonly var api = ref library.Api;
        nint options, session;
        library.Check(api.CreateSessionOptions(&options));
        try
        {
            library.Check(api.SetIntraOpNumThreads(options, 1));
            library.Check(api.SetInterOpNumThreads(options, 1));
            library.Check(api.DisableCpuMemArena(options));
            library.Check(api.DisableMemPattern(options));
            library.Check(api.SetSessionLogSeverityLevel(options, LogFatalOnly));
            // Its other format maps bytes straight to structures; that is not for files of strangers.
            fixed (byte* key = "session.load_model_format\0"u8, value = "ONNX\0"u8) library.Check(api.AddSessionConfigEntry(options, key, value));
            fixed (byte* bytes = model) library.Check(api.CreateSessionFromArray(library.Environment, bytes, (nuint)model.Length, options, &session));
        }
        finally
        {
            api.ReleaseSessionOptions(options);
        }
        return new OrtSession(library, new SessionHandle(library, session));
    }

    public OnnxResult[] Run(IReadOnlyList<OnnxTensor> inputs, IReadOnlyList<string> outputs)
    {
        if (inputs.Count != Inputs.Length) throw new ArgumentException($"The model has {Inputs.Length} inputs.", nameof(inputs));
        var names = _inputNames.Concat(outputs.Select(Terminated)).Select(n => GCHandle.Alloc(n, GCHandleType.Pinned)).ToArray();
        var data = new List<GCHandle>();
        var values = new nint[inputs.Count + outputs.Count];
        var isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            for (var i = 0; i < inputs.Count; i++) values[i] = OrtTensor.Make(_library, inputs[i], data);
            var addresses = Array.ConvertAll(names, n => n.AddrOfPinnedObject());
            fixed (nint* name = addresses, value = values)
            {
                _library.Check(_library.Api.Run(_handle.DangerousGetHandle(), 0, (byte**)name, value, (nuint)inputs.Count,
                    (byte**)(name + inputs.Count), (nuint)outputs.Count, value + inputs.Count));
            }
            return [.. values.Skip(inputs.Count).Select(v => OrtTensor.Read(_library, v))];
        }
        finally
        {
            foreach (var value in values)
                if (value != 0) _library.Api.ReleaseValue(value);
            foreach (var pinned in data.Concat(names)) pinned.Free();
            if (isHeld) _handle.DangerousRelease();
        }
    }

    ImmutableArray<OnnxPort> Ports(bool isInput)
    {
        ref readonly var api = ref _library.Api;
        var session = _handle.DangerousGetHandle();
        nuint count;
        _library.Check(isInput ? api.SessionGetInputCount(session, &count) : api.SessionGetOutputCount(session, &count));
        var ports = new OnnxPort[checked((int)count)];
        for (nuint i = 0; i < count; i++)
        {
            nint info;
            byte* text;
            _library.Check(isInput ? api.SessionGetInputName(session, i, _library.Allocator, &text) : api.SessionGetOutputName(session, i, _library.Allocator, &text));
            var name = Utf8StringMarshaller.ConvertToManaged(text) ?? "";
            _library.Check(api.AllocatorFree(_library.Allocator, text));
            _library.Check(isInput ? api.SessionGetInputTypeInfo(session, i, &info) : api.SessionGetOutputTypeInfo(session, i, &info));
            try
            {
                ports[(int)i] = Port(name, info);
            }
            finally
            {
                api.ReleaseTypeInfo(info);
            }
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(ports);
    }

    OnnxPort Port(string name, nint info)
    {
        int type;
        _library.Check(_library.Api.GetOnnxTypeFromTypeInfo(info, &type));
        if (type != TypeTensor) return new OnnxPort(name, OnnxElement.None, []) { IsListOfMaps = type == TypeSequence };
        nint tensor;
        _library.Check(_library.Api.CastTypeInfoToTensorInfo(info, &tensor));
        var (element, shape) = OrtTensor.TypeOf(_library, tensor);
        return new OnnxPort(name, element, [.. shape]);
    }

    static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    sealed class SessionHandle : SafeHandle
    {
        readonly OrtLibrary _library;

        public SessionHandle(OrtLibrary library, nint session)
            : base(0, ownsHandle: true)
        {
            _library = library;
            SetHandle(session);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            _library.Api.ReleaseSession(handle);
            return true;
        }
    }
}
