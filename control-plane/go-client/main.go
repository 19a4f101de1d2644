// What Prow's client makes of certificates, kubeconfigs and servers: the tests hold the bot's
// verdicts to it. Reads a JSON document a line, answers each with one, in order.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

type question struct {
	// One certificate in DER.
	Certificate []byte `json:"certificate"`
	// A client certificate and its key, PEM.
	Pair *pair `json:"pair"`
	// A kubeconfig of which every context is made a client, as each component of Prow does.
	Kubeconfig string `json:"kubeconfig"`
	// A kubeconfig whose current context is asked for its version.
	Server string `json:"server"`
}

type pair struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key"`
}

type answer struct {
	// Empty where nothing is wrong.
	Error string `json:"error"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		err := json.Unmarshal(lines.Bytes(), &asked)
		if err == nil {
			err = judge(asked)
		}
		said := answer{}
		if err != nil {
			said.Error = err.Error()
		}
		if err := answers.Encode(said); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

func judge(asked question) error {
	switch {
	case asked.Pair != nil:
		return readPair(*asked.Pair)
	case asked.Kubeconfig != "":
		return makeClients(asked.Kubeconfig)
	case asked.Server != "":
		return connect(asked.Server)
	default:
		_, err := x509.ParseCertificate(asked.Certificate)
		return err
	}
}

// readPair builds the client that would show the certificate.
func readPair(asked pair) error {
	config := &rest.Config{Host: "https://192.0.2.1", TLSClientConfig: rest.TLSClientConfig{
		CertData: []byte(asked.Certificate),
		KeyData:  []byte(asked.Key),
	}}
	_, err := rest.HTTPClientFor(config)
	return err
}

func makeClients(text string) error {
	config, err := clientcmd.Load([]byte(text))
	if err != nil {
		return err
	}
	for name := range config.Contexts {
		client, err := clientcmd.NewNonInteractiveClientConfig(*config, name, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
		if err != nil {
			return fmt.Errorf("context %s: %w", name, err)
		}
		if _, err := kubernetes.NewForConfig(client); err != nil {
			return fmt.Errorf("context %s: %w", name, err)
		}
	}
	return nil
}

// connect says whether TLS comes about; what the server answers then does not matter.
func connect(text string) error {
	config, err := clientcmd.RESTConfigFromKubeConfig([]byte(text))
	if err != nil {
		return err
	}
	config.Timeout = 10 * time.Second
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	response, err := client.Get(config.Host + "/version")
	if err != nil {
		return err
	}
	return response.Body.Close()
}
